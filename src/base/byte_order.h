/*
 * byte_order.h - numbers of 32 bits as files have them: big end first (PNG), or little end first (WebP)
 *
 * A byte at a time, so that any address and any machine will do.
 */
#ifndef RILL_BASE_BYTE_ORDER_H
#define RILL_BASE_BYTE_ORDER_H

#include <stdint.h>

static inline uint32_t rill_read_be32(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static inline void rill_put_be32(uint8_t *to, uint32_t number)
{
    to[0] = (uint8_t)(number >> 24);
    to[1] = (uint8_t)(number >> 16);
    to[2] = (uint8_t)(number >> 8);
    to[3] = (uint8_t)number;
}

static inline uint32_t rill_read_le32(const uint8_t *from)
{
    return from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

static inline void rill_put_le32(uint8_t *to, uint32_t number)
{
    to[0] = (uint8_t)number;
    to[1] = (uint8_t)(number >> 8);
    to[2] = (uint8_t)(number >> 16);
    to[3] = (uint8_t)(number >> 24);
}

static inline uint64_t rill_read_le64(const uint8_t *from)
{
    return rill_read_le32(from) | (uint64_t)rill_read_le32(from + 4) << 32;
}

#endif
