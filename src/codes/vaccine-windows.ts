import type { CodeData } from "./code-data.ts";

/**
 * Days on which a vaccine was first and last in use, where the dates of packages and products do not say it: the packages of
 * today are younger than the vaccine, or the table's date is the day on which somebody edited it. Empty `from`: computed.
 * `to`: `open` while in use, empty: computed. `source`: N first package CDC lists, P first product year CDC or AIRA lists, G general
 * knowledge, to be confirmed by staff.
 */
export const VACCINE_WINDOWS: CodeData = {
  columns: "cvx|from|to|source",
  asOf: "2026-11-22",
  source:
    "Gateway's own table from FDA approvals, CDC package dates (N), product years (P), general knowledge (G)",
  rows: `
01|19490101|20021231|G
02|19630625|20001231|G
178|20050101|open|G
179|20050101|open|G
182|19610101|open|G
10|19550412|open|G
03|19710421|open|N
04|19700101|20091231|G
38|19700101|20091231|G
05|19630321|20091231|G
06|19690609|20091231|G
07|19671228|20091231|G
08|19860723|open|N
43|19860723|open|N
45|19811116|open|G
189|20171109|open|G
20|19911217|open|G
106|20020514|open|N
22|19930330|20021231|G
50|19960927|20111231|G
46|19871222|20001231|G
47|19901004|20101231|G
49|19891220|open|N
48|19930330|open|N
17|19850412|open|G
51|19961002|20151231|N
21|19950317|open|N
94|20050906|open|N
83|19950222|open|G
52|19950222|open|G
104|20010511|open|G
33|19830707|open|N
100|20000217|20111231|G
133|20100224|20250930|G
215|20210716|open|N
216|20210608|open|N
327|20240617|open|N
110|20021213|open|G
120|20080620|open|N
130|20080624|open|G
146|20181221|open|N
39|19921210|20111231|G
134|20090330|open|N
115|20050503|open|G
113|20031104|open|G
09|19530101|open|G
62|20060608|open|N
118|20091016|20161129|N
165|20141210|open|N
74|19980831|19991016|G
116|20060203|open|N
119|20080403|open|G
121|20060525|20201118|N
187|20171020|open|G
114|20050114|20221001|N
136|20100219|open|N
203|20200423|open|N
32|19811123|20190430|N
162|20141029|open|G
163|20150123|open|N
148|20120614|20170929|G
303|20230503|open|N
305|20230531|open|G
326|20240531|open|N
306|20230717|open|N
307|20230717|open|N
140|19450101|open|P
141|19450101|open|P
111|20030617|open|G
149|20130715|20240805|N
150||20240630|N
158||20240630|N
161||20240630|N
171||20240630|N
185||20240630|N
186||20240630|N
197||20240630|N
205||20240630|N
125|20090915|20110630|G
126|20090915|20110630|G
127|20090915|20110630|G
128|20090915|20110630|G
207|20201218|20230418|N
208|20201211|20230418|N
212|20210227|20230620|G
211|20220713|20231003|G
217|20211029|20230911|G
218|20211029|20230418|G
219|20220617|20230418|N
228|20220617|20230418|N
229|20220831|20230911|G
300|20220831|20230911|G
301|20221012|20230911|G
302|20221208|20230911|G
308|20230911|20250827|N
309|20230911|open|N
310|20230911|open|N
311|20230911|open|N
312|20230911|open|N
313|20231003|open|G
`,
};

/** Codes that other countries used on after the United States stopped; all Non-US codes besides. */
export const USED_ABROAD: ReadonlySet<string> = new Set(["02", "19", "32", "37", "39", "102", "103"]);

/** Vaccines of one season or one emergency authorization: their last day of use is meant as such. */
export const SEASONAL_GROUPS: ReadonlySet<string> = new Set(["88", "213"]);
