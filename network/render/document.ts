/** A document as it is written for Fabric: JSON, which is YAML too, so that no value can be taken for another type. */
export const document = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;
