import { attackAll } from './hold.ts';

attackAll('terminal');
