import type { CodeData } from "../code-data.ts";

/** MVX manufacturer codes. Written by scripts/build-codes.ts; do not edit. */
export const MVX: CodeData = {
  columns: "code|name|status|updated",
  asOf: "2025-01-06",
  source: "CDC mvx.xml, 2025-01-06",
  rows: `
AB|Abbott Laboratories|I|20171116
ACA|Acambis, Inc|I|20100528
AD|Adams Laboratories, Inc.|I|20171116
AKR|Akorn, Inc|I|20170419
ALP|Alpha Therapeutic Corporation|I|20171116
AR|Armour|I|20100528
ASZ|AstraZeneca|A|20221101
AVB|Aventis Behring L.L.C.|I|20100528
AVI|Aviron|I|20100528
BA|Baxter Healthcare Corporation-inactive|I|20100528
BAH|Baxter Healthcare Corporation|I|20171116
BAY|Bayer Corporation|I|20100528
BBI|Bharat Biotech International Limited|A|20211109
BN|Bavarian Nordic A/S|A|20200717
BP|Berna Products|I|20100528
BPC|Berna Products Corporation|I|20171116
BRR|Barr Laboratories|I|20171116
BTP|Biotest Pharmaceuticals Corporation|A|20100528
CAN|CanSino Biologics, Inc|A|20221101
CEN|Centeon L.L.C.|I|20100528
CHI|Chiron Corporation|I|20100528
CMP|Celltech Medeva Pharmaceuticals|I|20100528
CNJ|Cangene Corporation|I|20140429
CON|Connaught|I|20100528
CRU|Crucell|I|20171116
CSL|bioCSL|I|20160926
DSI|Dispensing Solutions|I|20180510
DVC|DynPort Vaccine Company, LLC|A|20100528
DVX|Dynavax, Inc.|A|20171027
DYN|Dynaport|I|20171116
EVN|Evans Medical Limited|I|20100528
GEO|GeoVax Labs, Inc.|A|20100528
GRE|Greer Laboratories, Inc.|I|20171116
GRF|Grifols|A|20130905
IAG|Immuno International AG|I|20100528
IDB|ID Biomedical|A|20171116
IM|Merieux|I|20100528
INT|Intercell Biomedical|I|20160719
IUS|Immuno-U.S., Inc.|I|20171116
JNJ|Johnson and Johnson|A|20201008
JPN|The Research Foundation for Microbial Diseases of Osaka University (BIKEN)|I|20171116
JSN|Janssen|A|20221101
KED|Kedrion Biopharma|A|20140429
KGC|Korea Green Cross Corporation|A|20100528
LED|Lederle|I|20100528
MA|Massachusetts Public Health Biologic Laboratories|I|20100528
MBL|Massachusetts Biologic Laboratories|A|20100528
MCM|MCM Vaccine Company|I|20171116
MDO|Medicago, Inc|A|20220413
MED|MedImmune, Inc. (AstraZeneca)|A|20190515
MIL|Miles|I|20100528
MIP|Emergent BioSolutions|A|20231101
MOD|Moderna US, Inc.|A|20221101
MSD|Merck and Co., Inc.|A|20121018
MSP|MSP Vaccine Company - (partnership Merck and Sanofi Pasteur)|A|20210727
NAB|NABI|A|20100528
NAV|North American Vaccine, Inc.|I|20100528
NOV|Novartis Pharmaceutical Corporation|I|20160413
NVX|Novavax, Inc.|A|20201008
NYB|New York Blood Center|I|20171116
ORT|Ortho-clinical Diagnostics|I|20171116
OTC|Organon Teknika Corporation|I|20210721
OTH|Other manufacturer|A|20100528
PAX|Emergent Travel Health, Inc (Formerly PaxVax)|A|20210803
PD|Parkedale Pharmaceuticals|I|20100528
PFR|Pfizer, Inc|A|20201030
PMC|Sanofi Pasteur|A|20190502
PRX|Praxis Biologics|I|20100528
PSC|Protein Sciences|A|20221018
PWJ|PowderJect Pharmaceuticals|I|20100528
REB|Rebel Distributors|I|20180510
SCL|Sclavo, Inc.|I|20171116
SEQ|Seqirus|A|20160413
SI|Swiss Serum and Vaccine Inst.|I|20100528
SKB|GlaxoSmithKline|A|20100528
SNV|Sinovac|A|20210712
SOL|Solvay Pharmaceuticals|I|20100528
SPH|Sinopharm-Biotech|A|20210715
TAL|Talecris Biotherapeutics|I|20171116
TVA|TEVA Pharmaceuticals USA|A|20190723
UNK|Unknown manufacturer|A|20100528
USA|United States Army Medical Research and Material Command|I|20171116
VAL|Valneva|A|20160719
VBI|VBI Vaccines, Inc|I|20241206
VET|Vetter Pharma Fertigung GmbH & Co. KG|I|20180510
VXG|VaxGen|I|20100528
WA|Wyeth-Ayerst|I|20100528
WAL|Wyeth|A|20100528
ZLB|ZLB Behring|I|20100528
`,
};
