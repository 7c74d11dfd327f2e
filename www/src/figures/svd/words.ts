/** Words of two characters, of Su Jianlin's article (kexue.fm/archives/4208): each pair with how often it is a word; 神术 is none. */
export const FIRST = ["神", "魔"];
export const SECOND = ["兽", "界", "龙", "灵", "术"];
export const BEGIN: readonly (readonly number[])[] = [
  [1, 1, 1, 1, 0],
  [1, 1, 1, 1, 1],
];
