/** `development` also admits the synthetic area 99, which no real code carries; `production` never does. */
export type Profile = 'development' | 'production';

/** Without options a code is judged as in production. */
export type CodeOptions = { readonly profile?: Profile };

/** The area of everything made up: GB/T 2260 assigns nothing under 99. */
export const SYNTHETIC_AREA_PREFIX = '99';

/** The area of central bodies in social credit codes; no person is registered there. */
export const CENTRAL_AREA_CODE = '100000';

/** GB/T 2260, first two digits: provinces, and 66, which the Xinjiang corps uses in practice. */
export const AREA_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['11', '北京'],
  ['12', '天津'],
  ['13', '河北'],
  ['14', '山西'],
  ['15', '内蒙古'],
  ['21', '辽宁'],
  ['22', '吉林'],
  ['23', '黑龙江'],
  ['31', '上海'],
  ['32', '江苏'],
  ['33', '浙江'],
  ['34', '安徽'],
  ['35', '福建'],
  ['36', '江西'],
  ['37', '山东'],
  ['41', '河南'],
  ['42', '湖北'],
  ['43', '湖南'],
  ['44', '广东'],
  ['45', '广西'],
  ['46', '海南'],
  ['50', '重庆'],
  ['51', '四川'],
  ['52', '贵州'],
  ['53', '云南'],
  ['54', '西藏'],
  ['61', '陕西'],
  ['62', '甘肃'],
  ['63', '青海'],
  ['64', '宁夏'],
  ['65', '新疆'],
  ['66', '新疆生产建设兵团'],
  ['71', '台湾'],
  ['81', '香港'],
  ['82', '澳门'],
]);

/** Whether the area code lies in a province. Looks at the first two digits: counties come and go, provinces do not. */
export function isProvincialArea(areaCode: string, options: CodeOptions = {}): boolean {
  const prefix = areaCode.slice(0, 2);
  return AREA_PREFIXES.has(prefix) || (prefix === SYNTHETIC_AREA_PREFIX && options.profile === 'development');
}
