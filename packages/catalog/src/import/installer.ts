import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { CatalogError } from '../errors.ts';
import type { PackagePlan } from './catalog-entry.ts';

/** What is done, for who waits for it. */
export interface InstallProgress {
  /** `looking-up`, `installing`, `starting`. */
  readonly step: string;
  /** What the package client said last. */
  readonly message?: string | undefined;
  /** Files fetched so far. */
  readonly fetched?: number | undefined;
}

export interface InstallOptions {
  /** Empty; all that the installation may change; where it stays. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly report: (progress: InstallProgress) => void;
}

/** An installed package. */
export interface Installation {
  /** What starts the server; needs no network. */
  readonly command: readonly string[];
  /** Of the package itself, as the registry has it; those of what it needs are in the lockfile beside it. */
  readonly integrity: string | null;
}

/** Installs packages of one kind. Nothing of a package runs meanwhile. */
export interface Installer {
  /** @throws CatalogError `GW_INSTALL_FAILED`, `GW_PACKAGE_UNUSABLE`, `GW_CLIENT_MISSING`; what is left is the caller's to remove */
  install(plan: PackagePlan, options: InstallOptions): Promise<Installation>;
}

/** Lets through a program that is really within the folder. @throws CatalogError `GW_PACKAGE_UNUSABLE` */
export async function checkProgram(program: string, folder: string): Promise<string> {
  const [real, place] = await Promise.all([realpath(program).catch(() => ''), realpath(folder)]);
  if (real.startsWith(place + sep)) return program;
  throw new CatalogError(
    'GW_PACKAGE_UNUSABLE',
    'The executable of the package is missing, or leads out of it',
  );
}

export const installFailed = (plan: PackagePlan, said: string) =>
  new CatalogError('GW_INSTALL_FAILED', `${plan.id} ${plan.version} could not be installed: ${said}`);
