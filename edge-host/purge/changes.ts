/*
 * changes.ts - a message of the queue -> which objects changed
 *
 * EventBridge's "Object Created" and "Object Deleted" of S3 are meant; S3's own notifications are
 * read, too.  They differ in one trap: the keys of notifications are form-encoded, those of
 * EventBridge are not.  Pure.
 */
import { readS3Location } from '../store/s3-location.ts';

export interface ObjectChange {
  bucket: string;
  key: string;
}

/** As EventBridge writes them into a queue. Fields that are used here. */
interface BridgeEvent {
  'detail-type': string;
  source: string;
  detail: { bucket: { name: string }; object: { key: string } };
}

interface S3Record {
  eventName: string;
  s3: { bucket: { name: string }; object: { key: string } };
}

/** Errors: an Error for a text that is neither, so that it ends where somebody looks. */
export function readChanges(text: string): ObjectChange[] {
  const message = JSON.parse(text) as Partial<BridgeEvent> & {
    Records?: S3Record[];
    Event?: string;
  };
  if (message.source === 'aws.s3') return readBridgeEvent(message as BridgeEvent);
  if (Array.isArray(message.Records)) return message.Records.flatMap(readRecord);
  if (message.Event === 's3:TestEvent') return []; // S3's greeting to a new queue
  throw new Error('this message is no event of S3');
}

/** Tags, restores and storage classes change no byte. */
function readBridgeEvent(event: BridgeEvent): ObjectChange[] {
  if (!/^Object (Created|Deleted)$/.test(event['detail-type'])) return [];
  const { bucket, object } = event.detail;
  return [{ bucket: bucket.name, key: object.key }];
}

function readRecord({ eventName, s3 }: S3Record): ObjectChange[] {
  if (!/^(ObjectCreated|ObjectRemoved|LifecycleExpiration):/.test(eventName)) return [];
  const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
  return [{ bucket: s3.bucket.name, key }];
}

/**
 * The key by which URLs name the object; undefined where it lies outside the store of originals.
 * 'source' is the store's line of configuration. A folder has no bucket: there every key counts.
 */
export function sourceKeyOf({ bucket, key }: ObjectChange, source: string): string | undefined {
  if (!source.startsWith('s3://')) return key;
  const place = readS3Location(source);
  if (bucket !== place.bucket || !key.startsWith(place.prefix)) return undefined;
  return key.slice(place.prefix.length);
}
