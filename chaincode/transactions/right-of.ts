/** Authority and type of a key `right/<authority>/<type>`, whose shape is checked already. */
export function rightOf(target: string): { authority: string; type: string } {
  const [, authority = '', type = ''] = target.split('/');
  return { authority, type };
}
