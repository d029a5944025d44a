/** Where the platform API is. */
export const apiPath = '/api/v1';
