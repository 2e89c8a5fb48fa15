import type { CodeData } from "../code-data.ts";

/** CVX vaccine codes. Written by scripts/build-codes.ts; do not edit. */
export const CVX: CodeData = {
  columns: "code|name|status|flags|from|to|ageFromMonths|ageToMonths|groups|updated",
  asOf: "2025-12-09",
  source: "CDC cvx.xml and vac2vg.xml, 2025-12-09; ages and product dates: AIRA, 2025-12-09",
  rows: `
01|DTP|I||19490101|19970101|1|84|107|20100528
02|OPV, trivalent|I||19630101||1|1440|89|20250626
03|MMR|A||||6|1440|03|20100528
04|M/R|I||||1|1440|03|20100528
05|measles|I||19630101||1|1440|03|20100831
06|rubella|I|||20100831|1|1440|03|20150618
07|mumps|I|||20100528|1|1440|03|20150618
08|Hep B, adolescent or pediatric|A||||0|240|45|20241216
09|Td (adult), 2 Lf tetanus toxoid, preservative free, adsorbed|A||||84|1440|139|20171027
10|IPV|A||19870101||1|1440|89|20100528
11|pertussis|I||||1|1440||20100528
12|diphtheria antitoxin|A|n|||1|1440||20200904
13|TIG|A|n|||1|1440||20200904
14|IG, unspecified formulation|I|nu|||1|1440||20230309
15|influenza, split (incl. purified surface antigen)|I|||20100528|6|1440|88|20100930
16|influenza, whole|I||19450101|20031231|6|1440|88|20100528
17|Hib, unspecified formulation|I|u|19870101||1|71|17|20100930
18|rabies, intramuscular injection|I||||0|1440|90|20161018
19|BCG|A||19870621||1|1440|19|20100528
20|DTaP|A||19910101||1|84|107|20100528
21|varicella|A||||11|1440|21|20100528
22|DTP-Hib|I||||1|1440|17;107|20170323
23|plague|I||||1|1440|23|20180517
24|Anthrax, pre-exposure prophylaxis, post-exposure prophylaxis|A||||215|804|319|20240125
25|typhoid, oral|A||||72|1440|91|20100528
26|cholera, unspecified formulation|I|u|19780101|20100930|1|1440|26|20160617
27|botulinum antitoxin|A|n|19630101||1|1440||20200904
28|DT (pediatric)|I||19840101||1|84|107|20241206
29|CMVIG|A|n|19700101||1|1440||20200904
30|HBIG|A|n|||0|1440||20200904
31|Hep A, pediatric, unspecified formulation|I|u||20100528|6|228|85|20100930
32|meningococcal MPSV4|I||||24|1440|108|20171027
33|pneumococcal polysaccharide PPV23|A||||23|1440|33|20100528
34|RIG|A|n|||1|1440||20200904
35|tetanus toxoid, adsorbed|I||||84|1440|139|20150814
36|VZIG|A|n|||1|1440||20200904
37|yellow fever live|A||||8|720|184|20240307
38|rubella/mumps|I|||20100831|1|1440|03|20100528
39|Japanese encephalitis SC|I||||12|1440|129|20150924
40|rabies, intradermal injection|I||||0|1440|90|20150618
41|typhoid, parenteral|I||||24|1440|91|20150813
42|Hep B, adolescent/high risk infant|I|||19991231|0|240|45|20100528
43|Hep B, adult|A||||228|1440|45|20241212
44|Hep B, high-dosage, dialysis or IC|A||20000101||228|1440|45|20241213
45|Hep B, unspecified formulation|I|u|19810101||0|1440|45|20100930
46|Hib (PRP-D)|I||19870101|20001231|1|1440|17|20100528
47|Hib (HbOC)|I||19900101|20071231|1|1440|17|20100528
48|Hib (PRP-T)|A||19960101||1|71|17|20100528
49|Hib (PRP-OMP)|A||19960101||1|71|17|20100528
50|DTaP-Hib|I||19960101|20111231|1|84|17;107|20170320
51|Hib-Hep B|I||19960101||1|71|17;45|20160311
52|Hep A, adult|A||19950101||215|1440|85|20100528
53|typhoid, parenteral, AKD (U.S. military)|I||||24|1440|91|20150618
54|adenovirus, type 4|I||20090316||203|624|82|20100528
55|adenovirus, type 7|I||20090316||203|264|82|20100528
56|dengue fever tetravalent|A||19700101||96|216|330|20241211
57|hantavirus|X||||1|1440||20200909
58|Hep C|X||||1|1440||20200909
59|Hep E|X||||1|1440||20200909
60|herpes simplex 2|X||19700101|19700101|1|1440||20200909
61|HIV|X||19700101|19700101|1|1440||20200909
62|HPV, quadrivalent|A||20060101||107|324|137|20200602
63|Junin virus|X||||1|1440||20200909
64|leishmaniasis|X||||1|1440||20200909
65|leprosy|X||||1|1440||20200909
66|Lyme disease|I||19980101|20021231|1|1440|66|20100528
67|malaria|X||||1|1440||20200909
68|melanoma|X||||1|1440||20200909
69|parainfluenza-3|I||||1|1440||20250109
70|Q fever|X||||1|1440||20200909
71|RSV-IGIV|I|n|||1|1440||20230719
72|rheumatic fever|X||||1|1440||20200909
73|Rift Valley fever|X||||1|1440||20200909
74|rotavirus, tetravalent|I||||1|8|122|20100528
75|Vaccinia (smallpox, monkeypox), live|A||||0|1440|325|20251119
76|Staphylococcus bacterio lysate|I|n|||1|1440||20230309
77|Tick-borne encephalitis vaccine (non-US)|N||||1|1440|222|20220304
78|tularemia vaccine|I||||1|1440||20100528
79|vaccinia immune globulin|A|n|||1|1440||20200904
80|VEE, live|I||||1|1440|92|20100528
81|VEE, inactivated|I||||1|1440|92|20100528
82|adenovirus, unspecified formulation|I|u|20090311||203|624|82|20100930
83|Hep A, ped/adol, 2 dose|A||19950101||6|228|85|20100528
84|Hep A, ped/adol, 3 dose|I||||6|228|85|20100528
85|Hep A, unspecified formulation|I|u|||6|1440|85|20100930
86|IG|A|n|||1|1440||20200904
87|IGIV|A|n|||1|1440||20200904
88|influenza, unspecified formulation|I|u|19450101||6|1440|88|20100930
89|polio, unspecified formulation|I|u|||1|1440|89|20100930
90|rabies, unspecified formulation|I|u|||0|1440|90|20100930
91|typhoid, unspecified formulation|I|u|||24|1440|91|20100930
92|VEE, unspecified formulation|I|u|||1|1440|92|20100930
93|RSV-MAb|A|n|||1|1440||20200904
94|MMRV|A||20050101||11|204|03;21|20100528
95|TST-OT tine test|I|n|||1|1440||20230309
96|TST-PPD intradermal|I|n|||1|1440||20230309
97|TST-PPD tine test|I|n|||1|1440||20230309
98|TST, unspecified formulation|I|nu|||1|1440||20230309
99|RESERVED - do not use|I|n|||1|1440||20200909
100|pneumococcal conjugate PCV 7|I|||20111231|1|1440|152|20140626
101|typhoid, ViCPs|A||||24|1440|91|20100528
102|DTP-Hib-Hep B|N|||20100528|1|1440|17;45;107|20160520
103|meningococcal C conjugate|I||||1|1440|108|20100528
104|Hep A-Hep B|A||20010101||215|1440|45;85|20100528
105|vaccinia (smallpox) diluted|I||||0|1440|325|20100528
106|DTaP, 5 pertussis antigens|A||20020101||1|84|107|20100528
107|DTaP, unspecified formulation|I|u|||1|1440|107|20100930
108|meningococcal ACWY, unspecified formulation|I|u||20100930|1|1440|108|20151201
109|pneumococcal, unspecified formulation|I|u|||1|1440|33;152|20100930
110|DTaP-Hep B-IPV|A||20020101||1|84|45;89;107|20100528
111|Influenza, live, trivalent, intranasal, PF|A||20130103||24|600|88|20250715
112|tetanus toxoid, unspecified formulation|I|u|||84|1440||20100930
113|Td (adult), 5 Lf tetanus toxoid, preservative free, adsorbed|A||20050101||84|1440|139|20240125
114|meningococcal MCV4P|A||||9|1440|108|20100528
115|Tdap|A||20050101||84|1440|115|20100528
116|rotavirus, pentavalent|A||||1|8|122|20100528
117|VZIG (IND)|X|n|||1|1440||20200909
118|HPV, bivalent|I||20100101||107|324|137|20100528
119|rotavirus, monovalent|A||||1|8|122|20100528
120|DTaP-Hib-IPV|A||20080101||1|60|17;89;107|20100528
121|zoster live|I||||599|1440|188|20241217
122|rotavirus, unspecified formulation|I|u|||1|8|122|20100930
123|influenza, H5N1-1203|I||||6|1440|123|20100528
125|Novel Influenza-H1N1-09, nasal|I||||1|1440|128|20100828
126|Novel influenza-H1N1-09, preservative-free|I||||1|1440|128|20100828
127|Novel influenza-H1N1-09|I||||1|1440|128|20100828
128|Novel Influenza-H1N1-09, all formulations|I|u||20100930|1|1440|128|20100828
129|Japanese Encephalitis, unspecified formulation|I|u|||1|1440|129|20100930
130|DTaP-IPV|A||20080101||36|84|89;107|20100528
131|typhus, historical|I||||24|1440||20100528
132|DTaP-IPV-HIB-HEP B, historical|I|||20100528|1|84|17;45;89;107|20180510
133|Pneumococcal conjugate PCV 13|A||20100224||1|1440|152|20100528
134|Japanese Encephalitis IM|A||||2|1440|129|20100528
135|Influenza, high-dose, trivalent, PF|A||||768|1440|88|20240502
136|Meningococcal MCV4O|A||||2|1440|108|20100528
137|HPV, unspecified formulation|I|u|20060101||107|564|137|20100930
138|Td (adult)|I||||84|1440|139|20100930
139|Td(adult) unspecified formulation|I|u|||84|1440|139|20190827
140|Influenza, split virus, trivalent, PF|A||||6|1440|88|20240502
141|Influenza, split virus, trivalent, preservative|A||19450101||6|1440|88|20240502
142|tetanus toxoid, not adsorbed|I||||84|1440||20150814
143|Adenovirus types 4 and 7|A||20090316||203|624|82|20110320
144|influenza, seasonal, intradermal, preservative free|I||||6|1440|88|20221215
145|RSV-MAb (new)|X|n|||1|1440||20200909
146|DTaP,IPV,Hib,HepB|A||20110831||1|60|17;45;89;107|20220810
147|meningococcal MCV4, unspecified formulation|I|u||20100930|1|1440|108|20120208
148|Meningococcal C/Y-HIB PRP|I||20120101||1|20|17;108|20180511
149|Influenza, live, quadrivalent, intranasal|A||20130103||24|600|88|20240515
150|Influenza, split virus, quadrivalent, PF|A||20130103||6|1440|88|20240515
151|influenza nasal, unspecified formulation|I|u||20100930|24|600|88|20130128
152|Pneumococcal Conjugate, unspecified formulation|I|u|||1|1440|152|20130128
153|Influenza, MDCK, trivalent, PF|A||||216|1440|88|20240506
154|Hep A, IG|X|n|||0|0||20200909
155|Influenza, recombinant, trivalent, PF|A||||216|600|88|20240506
156|Rho(D)-IG|A|n|||1|1440||20200904
157|Rho(D) -IG IM|A|n|||1|1440||20200904
158|Influenza, split virus, quadrivalent, preservative|A||||6|1440|88|20240515
159|Rho(D) - Unspecified formulation|I|nu|19680529||240|720||20230309
160|Influenza A monovalent (H5N1), ADJUVANTED-2013|A||||||123|20140527
161|Influenza, injectable,quadrivalent, preservative free, pediatric|A||||6|37|88|20240729
162|meningococcal B, recombinant|A||||108|1440|164|20141103
163|meningococcal B, OMV|A||||108|1440|164|20150202
164|meningococcal B, unspecified|I|u|||108|1440|164|20141103
165|HPV9|A||||107|564|137|20141211
166|influenza, intradermal, quadrivalent, preservative free|I||||204|780|88|20221215
167|meningococcal, unknown serogroups|I|u|||1|1440||20151201
168|Influenza, adjuvanted, trivalent, PF|A||||6|1440|88|20240506
169|Hep A, live attenuated|N|||||||20160510
170|DTAP/IPV/HIB - non-US|N||||||17;89;107|20160520
171|Influenza, MDCK, quadrivalent, PF|A||||6|1440|88|20240515
172|cholera, WC-rBS|N||||||26|20160617
173|cholera, BivWC|N||||||26|20160617
174|cholera, live attenuated|A||||12|792|26|20160617
175|Rabies - IM Diploid cell culture|A||||0|1440|90|20161018
176|Rabies - IM fibroblast culture|A||||0|1440|90|20161018
177|PCV10|N||||||152|20161219
178|OPV bivalent|N|||||||20170117
179|OPV ,monovalent, unspecified|N|u||||||20170117
180|tetanus immune globulin|I|n||||||20200909
181|anthrax immune globulin|A|n||||||20200904
182|OPV, Unspecified|I|u||||||20170117
183|Yellow fever vaccine live - alt|A||||8|720|184|20240307
184|Yellow fever, unspecified|I|u|||8|720|184|20240307
185|Influenza, recombinant, quadrivalent, PF|A||||204|1440|88|20240515
186|Influenza, MDCK, quadrivalent, preservative|A||||6|1440|88|20240515
187|zoster recombinant|A||||204|1440|188|20171027
188|zoster, unspecified formulation|I|u|||204|1440|188|20171027
189|HepB-CpG|A||||215|1440|45|20180510
190|Typhoid conjugate vaccine (TCV)|N|||||||20230117
191|meningococcal A polysaccharide (non-US)|N|||||||20180510
192|meningococcal AC polysaccharide (non-US)|N|||||||20180510
193|Hep A-Hep B, pediatric/adolescent|N||||||45;85|20180821
194|Influenza, Southern Hemisphere|I|u|||||88|20200716
195|DT, IPV adsorbed|N||||||89;139|20230117
196|Td, adsorbed, preservative free, adult use, Lf unspecified|A|u|||84|1440|139|20190815
197|Influenza, high-dose, quadrivalent, PF|A||||768|1440|88|20240515
198|DTP-hepB-Hib Pentavalent Non-US|N|||||||20230117
200|influenza, Southern Hemisphere, pediatric, preservative free|A||||||88|20230117
201|Influenza, Southern Hemisphere, quadrivalent, PF|A||||||88|20250422
202|influenza, Southern Hemisphere, quadrivalent, with preservative|A||||||88|20230117
203|meningococcal conjugate quadrivalent, MenACWY-TT (MCV4)|A||||24|1440|108|20230126
204|Ebola Zaire vaccine, live, recombinant, 1mL dose|A||||204|1440|214|20240103
205|Influenza, adjuvanted, quadrivalent, PF|A||||768|1440|88|20240515
206|Vaccinia, smallpox monkeypox vaccine live, PF, SQ or ID injection|A||||0|1440|325|20251119
207|COVID-19, mRNA, LNP-S, PF, 100 mcg/0.5mL dose or 50 mcg/0.25mL dose|I||||132|1440|213|20231024
208|COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose|I||||132|1440|213|20231114
210|COVID-19 vaccine, vector-nr, rS-ChAdOx1, PF, 0.5 mL|N||||||213|20240103
211|COVID-19, subunit, rS-nanoparticle+Matrix-M1 Adjuvant, PF, 0.5 mL|I||||132|1440|213|20231024
212|COVID-19 vaccine, vector-nr, rS-Ad26, PF, 0.5 mL|I||||204|1440|213|20231026
213|SARS-COV-2 (COVID-19) vaccine, UNSPECIFIED|I|u|||5|1440|213|20250909
214|Ebola, unspecified|I|u|||||214|20210406
215|Pneumococcal conjugate PCV15, polysaccharide CRM197 conjugate, adjuvant, PF|A||||1|1440|152|20210818
216|Pneumococcal conjugate PCV20, polysaccharide CRM197 conjugate, adjuvant, PF|A||||1|1440|152|20230309
217|COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose, tris-sucrose|I||||132|1440|213|20231102
218|COVID-19, mRNA, LNP-S, PF, 10 mcg/0.2 mL dose, tris-sucrose|I||||48|156|213|20231025
219|COVID-19, mRNA, LNP-S, PF, 3 mcg/0.2 mL dose, tris-sucrose|I||||5|72|213|20231026
220|HepB recombinant, 3-antigen, Al(OH)3|I||||215|1440|45|20241211
221|COVID-19, mRNA, LNP-S, PF, 50 mcg/0.5 mL dose|I||||60|1440|213|20231025
222|Tick-borne encephalitis, unspecified|I|u|||||222|20220316
223|Tick-borne encephalitis, inactivated, PF, 0.25mL|A||||||222|20220303
224|Tick-borne encephalitis, inactivated, PF, 0.5mL|A||||||222|20220304
225|COVID-19, D614, recomb, preS dTM, AS03 adjuvant add, PF, 5mcg/0.5mL|X||||||213|20230309
226|COVID-19, D614, recomb, preS dTM, AS03 adjuvant add, PF, 10mcg/0.5mL|X||||||213|20230309
227|COVID-19, mRNA, LNP-S, PF, pediatric 50 mcg/0.5 mL dose|I||||60|156|213|20231026
228|COVID-19, mRNA, LNP-S, PF, pediatric 25 mcg/0.25 mL dose|I||||5|84|213|20231027
229|COVID-19, mRNA, LNP-S, bivalent, PF, 50 mcg/0.5 mL or 25mcg/0.25 mL dose|I||||60|1440|213|20231026
230|COVID-19, mRNA, LNP-S, bivalent, PF, 10 mcg/0.2 mL|I|||20230911|5|72|213|20231026
231|influenza, Southern Hemisphere, high-dose, quadrivalent|A||||||88|20230314
300|COVID-19, mRNA, LNP-S, bivalent, PF, 30 mcg/0.3 mL dose|I||||132|1440|213|20231026
301|COVID-19, mRNA, LNP-S, bivalent, PF, 10 mcg/0.2 mL dose|I||||48|156|213|20231026
302|COVID-19, mRNA, LNP-S, bivalent, PF, 3 mcg/0.2 mL dose|I||||5|60|213|20231026
303|RSV, recombinant, protein subunit RSVpreF, adjuvant reconstituted, 0.5 mL, PF|A||||144|1440|304|20230606
304|Respiratory syncytial virus (RSV), unspecified|I|u|||0|1440|304|20240103
305|RSV, bivalent, protein subunit RSVpreF, diluent reconstituted, 0.5 mL, PF|A||||144|1440|304|20240807
306|RSV, mAb, nirsevimab-alip, 0.5 mL, neonate to 24 months|A||||0|12|304|20230725
307|RSV, mAb, nirsevimab-alip, 1 mL, neonate to 24 months|A||||0|24|304|20230809
308|COVID-19, mRNA, LNP-S, PF, tris-sucrose, 3 mcg/0.3 mL|I||||5|60|213|20250909
309|COVID-19, mRNA, LNP-S, PF, tris-sucrose, 30 mcg/0.3 mL|A||||143|1440|213|20240830
310|COVID-19, mRNA, LNP-S, PF, tris-sucrose, 10 mcg/0.3 mL|A||||59|144|213|20240830
311|COVID-19, mRNA, LNP-S, PF, 25 mcg/0.25 mL|A||||5|156|213|20240830
312|COVID-19, mRNA, LNP-S, PF, 50 mcg/0.5 mL|A||||144|1440|213|20240830
313|COVID-19, subunit, rS-nanoparticle, adjuvanted, PF, 5 mcg/0.5 mL|A||||144|1440|213|20240905
314|Respiratory syncytial virus (RSV) vaccine, unspecified|I|u|||144|1440|304|20230919
315|Respiratory syncytial virus (RSV) MAB, unspecified|I|u|||0|25|304|20230919
316|Meningococcal polysaccharide (MenACWY-TT conjugate), (MenB), PF|A||||108|324|108;164|20240125
317|Chikungunya live attenuated vaccine, 0.5 mL, PF|A||||||317|20231220
318|Anthrax, post-exposure prophylaxis|A||||||319|20240125
319|Anthrax vaccine, unspecified|I|u|||||319|20240315
320|Influenza, MDCK, trivalent, preservative|A||||6|1440|88|20240515
321|Influenza-avian, H5N8, monovalent, PF|A||||||323|20240612
322|Influenza-avian, H5N8, monovalent, preservative|A||||||323|20240612
323|Influenza-avian, H5, unspecified formulation|I|u|||||323|20240606
324|Poliovirus, inactivated, fractional-dose (fIPV)|N||||||89|20240605
325|Vaccinia (smallpox, monkeypox), unspecified|I|u|||||325|20251119
326|RSV, mRNA, injectable, PF|A||||719|1440|304|20240830
327|Pneumococcal conjugate PCV21, polysaccharide CRM197 conjugate, PF|A||||215|1440|152|20240711
328|Meningococcal oligosaccharide (MenACWY), (MenB), PF|A||||108|324|108;164|20250318
329|Chikungunya, VLP, recombinant, 0.8 mL, PF|A||||132|1440|317|20250318
330|Dengue fever, unspecified|I|u|||96|1440|330|20250430
331|Influenza, Southern Hemisphere, trivalent, PF|A||||||88|20250430
332|RSV, mAb, clesrovimab-cfor, 0.7 mL, neonate and infant, PF|A||||0|9|304|20250703
333|Influenza, live, trivalent, intranasal, self/caregiver admin, PF|A||||23|612|88|20250715
334|COVID-19, mRNA, LNP-S, PF, 10 mcg/0.2 mL|A||||132|1440|213|20250828
500|COVID-19 Non-US Vaccine, UNSPECIFIED|N|u|||||213|20250909
501|COVID-19 IV Non-US Vaccine (QAZCOVID-IN)|N||||||213|20210715
502|COVID-19 IV Non-US Vaccine (COVAXIN)|N||||||213|20211119
503|COVID-19 LAV Non-US Vaccine (COVIVAC)|N||||||213|20240103
504|COVID-19 VVnr Non-US Vaccine (Sputnik Light)|N||||||213|20210715
505|COVID-19 VVnr Non-US Vaccine (Sputnik V)|N||||||213|20210715
506|COVID-19 VVnr Non-US Vaccine (CanSino Biological Inc./Beijing Institute of Biotechnology|N||||||213|20221216
507|COVID-19 PS Non-US Vaccine (Anhui Zhifei Longcom Biopharm + Inst of Micro, Chinese Acad of Sciences)|N||||||213|20210818
508|COVID-19 PS Non-US Vaccine (Jiangsu Province Centers for Disease Control and Prevention)|N||||||213|20240103
509|COVID-19 PS Non-US Vaccine (EpiVacCorona)|N||||||213|20210715
510|COVID-19 IV Non-US Vaccine (BIBP, Sinopharm)|N||||||213|20221115
511|COVID-19 IV Non-US Vaccine (CoronaVac, Sinovac)|N||||||213|20221115
512|SARS-COV-2 COVID-19 VLP Non-US Vaccine (Medicago, Covifenz)|N||||||213|20220412
513|SARS-COV-2 COVID-19 PS Non-US Vaccine (Anhui Zhifei Longcom, Zifivax)|N||||||213|20220412
514|SARS-COV-2 COVID-19 DNA Non-US Vaccine (Zydus Cadila, ZyCoV-D)|N||||||213|20220412
515|SARS-COV-2 COVID-19 PS Non-US Vaccine (Medigen, MVC-COV1901)|N||||||213|20220412
516|COV-2 COVID-19 Inactivated Non-US Vaccine Product (Minhai Biotechnology Co, KCONVAC)|N||||||213|20220412
517|SARS-COV-2 COVID-19 PS Non-US Vaccine (Biological E Limited, Corbevax)|N||||||213|20220412
518|COVID-19 Inactivated, Non-US Vaccine (VLA2001, Valneva)|N||||||213|20221117
519|COVID-19 mRNA, bivalent, original/Omicron BA.1, Non-US Vaccine (Spikevax Bivalent), Moderna|N||||||213|20221117
520|COVID-19 mRNA, bivalent, original/Omicron BA.1, Non-US Vaccine Product, Pfizer-BioNTech|N||||||213|20221219
521|COVID-19 SP, protein-based, adjuvanted (VidPrevtyn Beta), Sanofi-GSK|N||||||213|20240103
801|AS03 Adjuvant|A|n||||||20201027
998|no vaccine administered|I|n|||1|1440||20230309
999|unknown|I|n|||1|1440||20201027
`,
};
