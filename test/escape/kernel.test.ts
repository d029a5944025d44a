import { attackAll } from './hold.ts';

attackAll('kernel');
