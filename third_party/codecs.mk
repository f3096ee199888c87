# codecs.mk - which files of which codec are compiled, and how
#
# A file that is not listed is not built: what nobody calls cannot be attacked and
# costs no bytes.  Configuration headers of ours are in third_party/config/.

CODECS := libjpeg-turbo libpng zlib libwebp
SOURCES := $(CODECS) jsmn
HEADER_FOLDERS := libjpeg-turbo libpng zlib libwebp/src libwebp jsmn

# Baseline, progressive, the four DCT sizes.  Left out: arithmetic coding, file and memory
# sources and sinks, transcoding, colour quantisation, merged upsampling, the float and
# the fast DCT, TurboJPEG.  jmemnobs.c is replaced by src/base/codec_memory.c.
libjpeg-turbo_FILES := $(addsuffix .c, \
    jcapimin jcapistd jccoefct jccolor jcdctmgr jchuff jcicc jcinit jcmainct jcmarker jcmaster \
    jcomapi jcparam jcphuff jcprepct jcsample jdapimin jdapistd jdcoefct jdcolor jddctmgr jdhuff \
    jdicc jdinput jdmainct jdmarker jdmaster jdphuff jdpostct jdsample jerror jfdctint jidctint \
    jidctred jmemmgr jsimd_none jutils)
# jsimd_none.c says "no" for all SIMD code that there could be; src/simd/jpeg_door.c has these instead.
JSIMD_OURS := $(addprefix jsimd_, can_convsamp can_fdct_islow can_idct_2x2 can_idct_4x4 can_idct_islow \
    can_quantize convsamp fdct_islow idct_2x2 idct_4x4 idct_islow quantize)
JSIMD_NONE_FLAGS := $(foreach name,$(JSIMD_OURS),-D$(name)=none_$(name))
# Huffman decoding is ours (src/decode/jpeg_huffman.c, jpeg_progressive.c).  libjpeg's has other names here: tests
# compare the two, and RILL_LIBJPEG_HUFFMAN=1 (in the Makefile) calls it instead.
HUFFMAN_RENAMED := $(addsuffix .o, jdhuff jdphuff)
HUFFMAN_RENAMED_FLAGS := $(foreach name,huff_decoder phuff_decoder,-Djinit_$(name)=libjpeg_jinit_$(name))
# The environment sets no limits; bits are counted by an instruction, not by two tables of 64 KB.
libjpeg-turbo_FLAGS := -DNO_GETENV -DNO_PUTENV -DUSE_CLZ_INTRINSIC

# The reader, but for the push reader; pnglibconf.h says what is in it.  src/encode/ writes PNGs itself.
libpng_FILES := $(addsuffix .c, png pngerror pngget pngmem pngread pngrio pngrtran pngrutil pngset pngtrans)
libpng_FLAGS := -Ibuild/sources/zlib

# Streams only: no files, no gzip.  src/decode/png_inflate.c has the names of inflate.c, which is
# built under others and goes into nothing but tests; src/simd/png_door.c has those of adler32.c.
zlib_FILES := $(addsuffix .c, crc32 deflate inffast inflate inftrees trees zutil)
zlib_FLAGS := -DNO_GZIP
# All of its functions, not only those that we have: a caller of both halves must not link.
INFLATE_THEIRS := $(addprefix inflate, CodesUsed Copy End GetDictionary GetHeader Init_ Init2_ Mark Prime Reset \
    Reset2 ResetKeep SetDictionary Sync SyncPoint Undermine Validate)
INFLATE_FLAGS := -Dinflate=zlib_inflate $(foreach name,$(INFLATE_THEIRS),-D$(name)=zlib_$(name))

# Each of these is compiled as one file with its SSE2 half, which needs no processor that says so:
# then the compiler sees which plain C can never run, and leaves it out.
SSE2_TOO := alpha_processing cost dec enc filters lossless lossless_enc upsampling yuv
SSE2_TOO_FLAGS = -include third_party/config/libwebp_always_sse2.h -include src/dsp/$(notdir $*)_sse2.c

# Left out: demux, mux, sharpyuv and libwebp's own output of pixels (see libwebp_left_out.c), scaling,
# PSNR, and code for other processors.  utils.c is replaced by src/base/codec_memory.c.
libwebp_FILES := $(addsuffix .c, \
    $(addprefix src/dec/, alpha_dec buffer_dec frame_dec quant_dec tree_dec vp8_dec vp8l_dec webp_dec) \
    $(addprefix src/enc/, alpha_enc analysis_enc backward_references_cost_enc backward_references_enc \
        config_enc cost_enc filter_enc frame_enc histogram_enc iterator_enc near_lossless_enc \
        picture_csp_enc picture_enc picture_rescale_enc picture_tools_enc predictor_enc quant_enc syntax_enc token_enc \
        tree_enc vp8l_enc webp_enc) \
    $(addprefix src/dsp/, $(SSE2_TOO) cpu dec_clip_tables) \
    $(addprefix src/utils/, bit_reader_utils bit_writer_utils color_cache_utils filters_utils \
        huffman_encode_utils huffman_utils palette quant_levels_dec_utils quant_levels_utils \
        random_utils thread_utils))
libwebp_OURS := third_party/config/libwebp_left_out.c
libwebp_FLAGS := -Ibuild/sources/libwebp -DHAVE_CONFIG_H -Isrc -include third_party/config/libwebp_math.h

# Warnings in other people's code are theirs; -std=gnu11 is what they are written for.
CODEC_FLAGS := -std=gnu11 -w -DNDEBUG -Ithird_party/config

CODEC_CONFIG := third_party/codecs.mk $(wildcard third_party/config/*.h third_party/config/*/*/*.h)
