/*
 * prices.ts - what things cost: dollars, list prices without free tiers
 *
 * The one place for them: bench/ and docs/cost.md read this file. For this region, as read in this
 * month.
 */
export const READ = { region: 'us-east-1', month: 'November 2026' };

export const LAMBDA = { gbSecond: 0.0000166667, millionRequests: 0.2 };
/** arm64, which Lambda@Edge does not have. */
export const LAMBDA_ARM = { gbSecond: 0.0000133334, millionRequests: 0.2 };
export const LAMBDA_EDGE = { gbSecond: 0.00005001, millionRequests: 0.6 };
export const S3 = { millionGets: 0.4, millionPuts: 5, gbMonth: 0.023 };
/** HTTPS requests, CloudFront Functions, and the first gigabytes to viewers. */
export const CLOUDFRONT = { millionRequests: 1, millionFunctions: 0.1, gbOut: 0.085 };
export const WORKERS = { millionRequests: 0.3, millionCpuMs: 0.02 };

/** Milliseconds of waiting for S3 in the same Region: assumed, since only AWS can tell. */
export const WAITS = { get: 20, put: 40, head: 10 };
