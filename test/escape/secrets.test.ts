import { attackAll } from './hold.ts';

attackAll('secrets');
