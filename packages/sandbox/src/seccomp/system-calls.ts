import { constants } from 'node:os';

const { EPERM, ENOSYS } = constants.errno;

/** The architectures that there is a filter for. Source: AUDIT_ARCH_* in Linux's audit.h. */
export const architectures = {
  x64: { audit: 0xc000003e, column: 0 },
  arm64: { audit: 0xc00000b7, column: 1 },
} as const;

export type Architecture = keyof typeof architectures;

/** The numbers of a system call on x64 and arm64; `undefined` where there is none. */
type Numbers = readonly [x64: number | undefined, arm64: number | undefined];

/** Calls whose arguments decide. */
export const inspected = {
  ioctl: [16, 29],
  socket: [41, 198],
  clone: [56, 220],
  personality: [135, 92],
} as const satisfies Record<string, Numbers>;

/** Calls that programs do without when they hear that the kernel is too old for them. */
const unknownToOldKernels: Record<string, Numbers> = {
  // Its flags lie in memory, where a filter can't look; libraries fall back to clone.
  clone3: [435, 435],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  quotactl_fd: [443, 443],
  statmount: [457, 457],
  listmount: [458, 458],
  lsm_set_self_attr: [460, 460],
  open_tree_attr: [467, 467],
};

/** Calls that no server needs, and that reach into other processes, the kernel or the host. */
const forbidden: Record<string, Numbers> = {
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  setns: [308, 268],
  unshare: [272, 97],
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  create_module: [174, undefined],
  query_module: [178, undefined],
  get_kernel_syms: [177, undefined],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  userfaultfd: [323, 282],
  open_by_handle_at: [304, 265],
  name_to_handle_at: [303, 264],
  fanotify_init: [300, 262],
  lookup_dcookie: [212, 18],
  swapon: [167, 224],
  swapoff: [168, 225],
  reboot: [169, 142],
  acct: [163, 89],
  quotactl: [179, 60],
  nfsservctl: [180, 42],
  syslog: [103, 116],
  vhangup: [153, 58],
  iopl: [172, undefined],
  ioperm: [173, undefined],
  modify_ldt: [154, undefined],
  _sysctl: [156, undefined],
  sysfs: [139, undefined],
  ustat: [136, undefined],
  uselib: [134, undefined],
  vserver: [236, undefined],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
};

/** Every call that is refused whatever its arguments, and with which error. */
export const refused: readonly { readonly numbers: Numbers; readonly errno: number }[] = [
  ...Object.values(unknownToOldKernels).map(numbers => ({ numbers, errno: ENOSYS })),
  ...Object.values(forbidden).map(numbers => ({ numbers, errno: EPERM })),
];
