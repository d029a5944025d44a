import { attackAll } from './hold.ts';

attackAll('resources');
