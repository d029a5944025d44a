import { attackAll } from './hold.ts';

attackAll('environment');
