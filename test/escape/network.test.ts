import { attackAll } from './hold.ts';

attackAll('network');
