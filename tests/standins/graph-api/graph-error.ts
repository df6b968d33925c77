/** An answer in the form of the Graph API's errors. */
export class GraphError extends Error {
  readonly code: number;
  readonly status: number;
  readonly details: string | undefined;

  constructor(
    code: number,
    title: string,
    { status = 400, details }: { status?: number; details?: string } = {},
  ) {
    super(`(#${code}) ${title}`);
    this.code = code;
    this.status = status;
    this.details = details;
  }

  get body(): object {
    return {
      error: {
        message: this.message,
        type: 'OAuthException',
        code: this.code,
        ...(this.details === undefined
          ? {}
          : { error_data: { messaging_product: 'whatsapp', details: this.details } }),
        fbtrace_id: 'AStandInTrace',
      },
    };
  }
}

export const invalid = (details: string): GraphError => new GraphError(100, 'Invalid parameter', { details });
