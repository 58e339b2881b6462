import { ofType, type Template } from '../../assembly';

/** The code of a CloudFront function as it stands in the template, found by the end of its name. */
export function codeOf(from: Template, name: string): string {
  const found = ofType(from, 'AWS::CloudFront::Function').find(({ Properties }) =>
    String(Properties.Name).endsWith(name),
  );
  return String(found?.Properties.FunctionCode);
}
