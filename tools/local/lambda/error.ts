/** How an invocation failed; `throttled` means that it never began. */
export type LambdaFault = 'error' | 'timeout' | 'crash' | 'init' | 'too-large' | 'throttled';

/** An invocation that gave no answer. `errorType` and the message are Lambda's own words. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError';
  readonly fault: LambdaFault;
  readonly errorType: string;

  constructor(fault: LambdaFault, errorType: string, message: string) {
    super(message);
    this.fault = fault;
    this.errorType = errorType;
  }
}
