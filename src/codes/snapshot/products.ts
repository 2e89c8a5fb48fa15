import type { CodeData } from "../code-data.ts";

/** Products: which CVX a manufacturer sold under which name, with the years AIRA knows. Written by scripts/build-codes.ts; do not edit. */
export const PRODUCTS: CodeData = {
  columns: "cvx|mvx|name|status|from|to",
  asOf: "2025-12-09",
  source: "CDC tradename.xml, AIRA vaccine products, 2025-12-09",
  rows: `
02||ORIMUNE|I||
02|WAL|ORIMUNE||19630101|20010101
03|MSD|M-M-R II|A|19710101|
03|SKB|Priorix|A||
05|MSD|ATTENUVAX|I|19680101|
06|MSD|MERUVAX II|I|19690101|
07||MUMPSVAX|I||
07|MSD|MUMPSVAX|||20100901
08|MSD|RECOMBIVAX-PEDS|A|19990101|
08|SKB|ENGERIX B-PEDS|A||
09|GRF|Td, adsorbed|I||
09|MBL|TD(GENERIC)|||
09|MBL|Td, adsorbed|I||
09|MBL|TDVAX|A||
10|PMC|IPOL|A|19870101|
18|CHI|RabAvert|I||
18|NOV|RABAVERT||19970101|
18|PMC|Imovax|I|19800101|
19||MYCOBAX|I||
19|MSD|TICE BCG|A||
19|OTC|TICE BCG||19900101|
19|PMC|MYCOBAX||20000101|
20||ACEL-IMUNE|I||
20||CERTIVA|I||
20|NAV|CERTIVA||19980101|20010101
20|PMC|TRIPEDIA|I|19960101|
20|SKB|INFANRIX|A|19970101|
20|WAL|ACEL-IMUNE||19910101|20020101
21|MSD|VARIVAX|A|19950101|
22||TETRAMUNE|I||
22|WAL|TETRAMUNE|||20100901
24|MIP|BIOTHRAX|A||
25|BN|Vivotif- BN|A||
25|BPC|VIVOTIF BERNA||19890101|
25|CRU|VIVOTIF BERNA|I||
25|PAX|Vivotif|I||
28|PMC|DT(GENERIC)|I|19840101|
32|PMC|MENOMUNE|I|19780101|
33|MSD|PNEUMOVAX 23|A|19830101|
35|PMC|TETANUS TOXOID (GENERIC)|I||
37|PMC|YF-VAX|A||
38||BIAVAX II|I||
38|MSD|BIAVAX II|||20100901
39|JPN|JE-VAX|I|19920101|20110501
40|CHI|RABAVERT|||20100528
40|PMC|IMOVAX ID|I|19800101|20100818
43|MSD|RECOMBIVAX-ADULT|A|19990101|
43|SKB|ENGERIX-B-ADULT|A|20000101|
44|MSD|RECOMBIVAX-DIALYSIS|A||
44|SKB|ENGERIX-B-ADULT|A||
46||PROHIBIT|I||
46|PMC|PROHIBIT||19870101|20100901
47||HIBTITER|I||
47|WAL|HIBTITER||19900101|20100818
48||OMNIHIB|I||
48|PMC|ACTHIB|A|19960101|
48|SKB|HIBERIX|A|20090101|
48|SKB|OMNIHIB||19880101|20100901
49|MSD|PEDVAXHIB|A|19960101|
50|PMC|TRIHIBIT|I|19960101|
51|MSD|COMVAX|I|19960101|
52|MSD|VAQTA-ADULT|A|19960101|
52|SKB|HAVRIX-ADULT|A|19950101|
53||TYPHOID-AKD|I||
53|USA|TYPHOID-AKD|||
56|PMC|DENGVAXIA|A||
62|MSD|GARDASIL|I|20060101|
75||DRYVAX|I||
75|ACA|ACAM2000|I|20070101|20100528
75|MIP|ACAM2000|A||
75|PMC|ACAM2000|||
75|WAL|DRYVAX|||20100901
83|MSD|VAQTA-PEDS|A|19960101|
83|SKB|HAVRIX-PEDS|A|19950101|
94|MSD|PROQUAD|A|20050101|
100|WAL|PREVNAR 7|I||
101|PMC|TYPHIM VI|A|19940101|
104|SKB|TWINRIX|A|20010101|
106|PMC|DAPTACEL|A|20020101|
110|SKB|PEDIARIX|A|20020101|
111|MED|FLUMIST|I|20030101|
111|MED|FluMist trivalent|A||
113|PMC|DECAVAC|I|20030101|
113|PMC|Tenivac|A|19840101|
114|PMC|MENACTRA|I|20050101|
115|PMC|ADACEL|A|20050101|
115|SKB|BOOSTRIX|A|20050101|
116|MSD|ROTATEQ|A|20060101|
118|SKB|CERVARIX|I|20100101|
119|SKB|ROTARIX|A|20080101|
120|PMC|PENTACEL|A|20080101|
121|MSD|ZOSTAVAX|I|20060101|
125|MED|Novel Influenza-H1N1-09, nasal|I||
126|CSL|Novel influenza-H1N1-09, preservative-free|I||
126|NOV|Novel influenza-H1N1-09, preservative-free|I||
126|PMC|Novel influenza-H1N1-09, preservative-free|I||
127|CSL|Novel influenza-H1N1-09|I||
127|NOV|Novel influenza-H1N1-09|I||
127|PMC|Novel influenza-H1N1-09|I||
130|PMC|Quadracel|A||
130|SKB|KINRIX|A|20080101|
133|PFR|PREVNAR 13|A||
133|WAL|PREVNAR 13|I|20100101|
134|INT|IXIARO|I|20090101|
134|VAL|Ixiaro|A||
134|VET|IXIARO|A||
135|PMC|Fluzone High-Dose trivalent, preservative free|A||
135|PMC|FLUZONE-HIGH DOSE|I||
136|NOV|MENVEO|A|20100101|
136|SKB|Menveo|A||
140|CSL|Afluria, preservative free|I|20070101|
140|IDB|Flulaval trivalent, preservative free|A||
140|IDB|Flulaval, preservative free|I||
140|NOV|AGRIFLU|I|20090101|
140|NOV|FLUVIRIN-PRESERVATIVE FREE|I|20050101|
140|PMC|Fluzone trivalent, preservative free|A||
140|PMC|FLUZONE-PRESERVATIVE FREE|I|20020101|
140|SEQ|Afluria trivalent, preservative free|A||
140|SEQ|Afluria, preservative free|I||
140|SEQ|Fluvirin preservative free|I||
140|SKB|FLUARIX|I|20050101|
140|SKB|Fluarix trivalent, preservative free|A||
141|CSL|AFLURIA|I|20070101|
141|IDB|FLULAVAL|I||
141|NOV|FLUVIRIN|I|19880101|
141|PMC|FLUZONE|I|19990101|
141|PMC|Fluzone trivalent, with preservative|A||
141|SEQ|Afluria|I||
141|SEQ|Afluria trivalent, with preservative|A||
141|SEQ|Fluvirin|I||
141|SKB|FLULAVAL||20060101|
143|BRR|Adenovirus types 4 and 7|I|20110101|
143|TVA|Adenovirus types 4 and 7|A||
144|PMC|Fluzone, intradermal|I||
146|MSP|VAXELIS|A||
148|SKB|MENHIBRIX|I|20120101|
149|MED|Flumist quadrivalent|A|20120101|
150|IDB|Flulaval quadrivalent, preservative free|A||
150|IDB|Flulaval, quadrivalent, preservative free|||
150|PMC|Fluzone, quadrivalent, preservative free|A||
150|SEQ|Afluria quadrivalent preservative free|||
150|SEQ|Afluria quadrivalent, preservative free|A||
150|SKB|Fluarix quadrivalent, preservative free|A||
150|SKB|Fluarix, quadrivalent, preservative free|||
153|NOV|Flucelvax|I||
153|SEQ|Flucelvax trivalent, preservative free|A||
155|PMC|Flublok trivalent, preservative free|A||
155|PSC|Flublok|I||
158|IDB|Flulaval quadrivalent|I||
158|PMC|Fluzone, Quadrivalent|A||
158|SEQ|Afluria quadrivalent, with preservative|A||
158|SEQ|Afluria, quadrivalent|||
160|IDB|Influenza A (H5N1) -2013|A||
160|SKB|Influenza A monovalent (H5N1), ADJUVANTED-2013|I||
161|PMC|Fluzone Quadrivalent, pediatric|A||
161|SEQ|Afluria quadrivalent, preservative free, pediatric|A||
162|PFR|Trumenba|A||
163|NOV|Bexsero|A||
163|SKB|Bexsero|A||
165|MSD|Gardasil 9|A||
166|PMC|Fluzone Quad Intradermal|I||
168|NOV|Fluad|I||
168|SEQ|Fluad|I||
168|SEQ|Fluad trivalent, preservative free|A||
171|SEQ|Flucelvax quadrivalent, preservative free|A||
171|SEQ|flucelvax, quadrivalent, preservative free|||
174|BN|Vaxchora|A||
174|PAX|VAXCHORA|I||
175|PMC|IMOVAX|A||
176|BN|RABAVERT|A||
176|NOV|RABAVERT|I||
176|SKB|RABAVERT|I||
183|PMC|Stamaril|A||
185|PMC|Flublok quadrivalent, preservative free|A||
185|PSC|Flublok quadrivalent|I||
186|SEQ|Flucelvax quadrivalent, with preservative|A||
186|SEQ|Flucelvax, quadrivalent, with preservative|||
187|SKB|SHINGRIX|A||
189|DVX|HEPLISAV-B|A||
197|PMC|FLUZONE High-Dose Quadrivalent|||
197|PMC|Fluzone High-Dose quadrivalent, preservative free|A||
200|PMC|FLUZONE Quadrivalent Southern Hemisphere, Pediatric|A||
201|PMC|FLUZONE Quadrivalent Southern Hemisphere|A||
202|PMC|FLUZONE Quadrivalent Southern Hemisphere|A||
203|PMC|MenQuadfi|A||
204|MSD|ERVEBO (Ebola Zaire Vaccine, Live)|A||
205|SEQ|FLUAD Quadrivalent|A||
206|BN|JYNNEOS|A||
207|MOD|Moderna COVID-19 Vaccine|||
207|MOD|Moderna COVID-19 Vaccine (non-US Spikevax)|I||
207|MOD|SPIKEVAX|A||
208|PFR|COMIRNATY|A||
208|PFR|Pfizer-BioNTech COVID-19 Vaccine|||
208|PFR|Pfizer-BioNTech COVID-19 Vaccine (COMIRNATY)|||
208|PFR|Pfizer-BioNTech COVID-19 Vaccine (EUA labeled) COMIRNATY (BLA labeled)|I||
208|PFR|Pfizer-BioNTech COVID-19 Vaccine (Non-US COMIRNATY)|||
210||AstraZeneca COVID-19 Vaccine|||
210|ASZ|AstraZeneca COVID-19 Vaccine (Non-US tradenames include VAXZEVRIA, COVISHIELD)|I||
211|NVX|Novavax COVID-19 Vaccine|||
211|NVX|Novavax COVID-19 Vaccine (Non-US Tradenames NUVAXOVID, COVOVAX)|I||
212|JSN|Janssen (J&J) COVID-19 Vaccine|I||
215|MSD|VAXNEUVANCE|A||
216|PFR|PREVNAR 20|A||
217|PFR|COMIRNATY|A||
217|PFR|Pfizer-BioNTech COVID-19 Vaccine (EUA labeled) COMIRNATY (BLA labeled)|I||
218|PFR|Pfizer-BioNTech COVID-19 Vaccine (EUA labeled) COMIRNATY (BLA labeled)|I||
219|PFR|Pfizer-BioNTech COVID-19 Vaccine (EUA labeled) COMIRNATY (BLA labeled)|I||
220|VBI|PREHEVBRIO Hepatitis B Vaccine (Recombinant)|I||
221|MOD|Moderna COVID-19 Vaccine (non-US Spikevax)|I||
223|PFR|TICOVAC|A||
224|PFR|TICOVAC|A||
225|PMC|Sanofi COVID-19|I||
226|PMC|Sanofi COVID-19|I||
227|MOD|Moderna COVID-19 Vaccine (non-US Spikevax)|I||
228|MOD|Moderna COVID-19 Vaccine (non-US Spikevax)|I||
229|MOD|Moderna COVID-19 Bivalent, Original + BA.4/BA.5 (Non-US Tradename Spikevax Bivalent)|I||
230|MOD|Moderna COVID-19 Bivalent, Original + BA.4/BA.5 (Non-US Tradename Spikevax Bivalent)|I||
231|PMC|FLUZONE High-Dose Quadrivalent Southern Hemisphere|A||
300|PFR|Pfizer-BioNTech COVID-19 Bivalent, Original + BA.4/BA.5 (Non-US Tradename COMIRNATY Bivalent)|I||
301|PFR|Pfizer-BioNTech COVID-19 Bivalent, Original + BA.4/BA.5 (Non-US Tradename COMIRNATY Bivalent)|I||
302|PFR|Pfizer-BioNTech COVID-19 Bivalent, Original + BA.4/BA.5 (Non-US Tradename COMIRNATY Bivalent)|I||
303|SKB|Arexvy|A||
305|PFR|ABRYSVO|A||
306|PMC|BEYFORTUS|A||
307|PMC|BEYFORTUS|A||
308|PFR|Pfizer-BioNTech COVID-19 Vaccine (US Only)|I||
309|PFR|COMIRNATY|A||
310|PFR|COMIRNATY|A||
310|PFR|Pfizer-BioNTech COVID-19 Vaccine (US Only)|I||
311|MOD|Moderna COVID-19 Vaccine (US only)|I||
311|MOD|SPIKEVAX|A||
312|MOD|SPIKEVAX|A||
313|NVX|Novavax COVID-19 Vaccine, Adjuvanted (US Only)|I||
313|NVX|NUVAXOVID|A||
316|PFR|PENBRAYA|A||
317|VAL|IXCHIQ|A||
318|MIP|CYFENDUS|A||
320|SEQ|Flucelvax trivalent, with preservative|A||
326|MOD|mRESVIA|A||
327|MSD|CAPVAXIVE|A||
328|SKB|PENMENVY|A||
329|BN|VIMKUNYA|A||
331|PMC|FLUZONE Trivalent Southern Hemisphere|A||
332|MSD|ENFLONSIA|A||
333|MED|FluMist trivalent (self/caregiver administered)|A||
334|MOD|mNEXSPIKE|A||
502|BBI|COVAXIN (Bharat) COVID-19 Vaccine|A||
506|CAN|CONVIDECIA (CanSino Biologics) COVID-19 Vaccine|A||
510|SPH|Sinopharm (BIBP) COVID-19 Vaccine|A||
511|SNV|Coronavac (Sinovac) COVID-19 Vaccine|A||
512|MDO|Covifenz|A||
519|MOD|Moderna COVID-19 Bivalent, Original + BA.1 (Non-US Tradename Spikevax Bivalent)|I||
520|PFR|Pfizer COVID-19 Bivalent, Original + BA.1 (Non-US Tradename COMIRNATY Bivalent)|A||
801|SKB|AS03 adjuvant|I||
`,
};
