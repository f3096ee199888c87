# emcc.mk - how C becomes scanrill.wasm: every flag with its reason
#
# Debian's emcc 3.1.6 is pinned: another version makes other bytes and other imports.
# EMCC=/path/to/emcc overrides (tools/setup refuses another version only without it).

EMCC ?= emcc
EMAR ?= $(patsubst %emcc,%emar,$(EMCC))

# Debian keeps emcc's JavaScript packages where only its own Node looks.  A cache folder
# of one's own would make emcc build its C library again: Debian's is ready and frozen.
EMCC_ENV := env -u EM_CACHE NODE_PATH=/usr/share/nodejs

# Compiling.  All objects must agree on these.
WASM_FLAGS := \
    -Os -finline-functions -mllvm -inline-threshold=25 \
    -msimd128 -msse2 \
    -sSUPPORT_LONGJMP=wasm \
    -fvisibility=hidden
# -Os               most files take no measurable time of a job
# -finline...       emcc's -Os inlines nothing; of most files only what is smaller than its call
# -msimd128         the kernels; -msse2 lets libwebp's SSE2 files be translated to SIMD128
# SUPPORT_LONGJMP   the codecs' setjmp by WebAssembly exceptions: no JavaScript trampolines
# hidden            nothing is exported but exports.txt

# wasm32 has 64-bit integers, but libjpeg-turbo asks the processor's name and takes a 32-bit
# bit buffer.  These two say "64-bit registers, 32-bit pointers".  jdphuff.c calls into
# jdhuff.c with the buffer as an argument, so both must agree.  Only RILL_LIBJPEG_HUFFMAN=1 runs them.
WIDE_BIT_BUFFER := $(addsuffix .o, jdhuff jdphuff)
WIDE_BIT_BUFFER_FLAGS := -D__x86_64__ -D__ILP32__

# Files that take measurable time of a job.  -O3 measured no faster than -O2.
HOT := \
    $(patsubst %.c,%.o,$(wildcard src/simd/*.c src/decode/*inflate*.c)) \
    $(addprefix src/decode/, $(addsuffix .o, jpeg_entropy_decoder jpeg_huffman jpeg_huffman_table jpeg_progressive)) \
    $(addprefix src/encode/, $(addsuffix .o, jpeg_coding jpeg_entropy png_filter png_search)) \
    $(addprefix src/transform/, $(addsuffix .o, adjust blur linear_rows resample shrink subsample to_srgb)) \
    $(addprefix libjpeg-turbo/, $(addsuffix .o, jcdctmgr jdcoefct jddctmgr)) \
    $(addprefix zlib/, $(addsuffix .o, crc32 deflate)) \
    $(addprefix libwebp/src/, $(addsuffix .o, \
        dec/vp8_dec \
        $(addprefix enc/, backward_references_enc frame_enc quant_enc token_enc) \
        $(addprefix dsp/, cost enc) \
        $(addprefix utils/, bit_reader_utils bit_writer_utils)))
HOT_FLAGS := -O2 -mllvm -inline-threshold=225

# The C library's copying functions: a compiler that knew them would turn their loops into calls of themselves.
OWN_LIBC := wasm/libc_memory.o
OWN_LIBC_FLAGS := -O2 -fno-builtin

# libwebp calls its kernels through pointers, each of which is set once.  Compiled at link time,
# they become calls, or nothing where nobody calls.  libjpeg asks jpeg_door.c which kernels there are;
# where it sees the answer, its own plain C is left out.
LINK_TIME_FILES := $(libwebp_FILES:%=libwebp/%) src/simd/jpeg_door.c \
    $(addprefix libjpeg-turbo/, jcdctmgr.c jddctmgr.c)
LINK_TIME_FLAGS := -flto
LINK_TIME_INLINING := -Wl,-mllvm,-inline-threshold=0

# V8's memory for compiling a function grows faster than the function, so a function that has one caller is not
# inlined whatever its size, as compilers like to: neither in libwebp's files, where only what is marked inline is,
# nor by emcc's optimiser behind the linker.  libwebp's kernels are small functions, and where their pointers are set
# must be seen together with them.
LIBWEBP := $(libwebp_FILES:%.c=libwebp/%.o)
LIBWEBP_KERNELS := $(filter libwebp/src/dsp/%, $(LIBWEBP))
LIBWEBP_FLAGS := -finline-hint-functions -mllvm -inline-threshold=225
LIBWEBP_KERNELS_FLAGS := -finline-functions -mllvm -inline-threshold=225
INLINED_AT_MOST := -sBINARYEN_EXTRA_PASSES=--one-caller-inline-max-function-size=300

# The deepest job measured (lossless WebP) uses 11 KB; the rest is reserve, and 64 KB would do.
WASM_STACK_BYTES := 131072
# The smallest that holds stack, constants and static data; memory grows by the page from there.
WASM_INITIAL_BYTES := 262144
# The largest profile's limit (pipeline).  A host may give an instance less.
WASM_MAXIMUM_BYTES := 1073741824

comma := ,
space := $(subst ,, )
WASM_EXPORTS := $(subst $(space),$(comma),$(addprefix _,$(shell cat wasm/exports.txt)))

# Linking.
WASM_LINK_FLAGS := \
    $(LINK_TIME_INLINING) $(INLINED_AT_MOST) \
    -sSTANDALONE_WASM --no-entry \
    -sEXPORTED_FUNCTIONS=$(WASM_EXPORTS) \
    -sIMPORTED_MEMORY=1 \
    -sALLOW_MEMORY_GROWTH \
    -sINITIAL_MEMORY=$(WASM_INITIAL_BYTES) \
    -sMAXIMUM_MEMORY=$(WASM_MAXIMUM_BYTES) \
    -sTOTAL_STACK=$(WASM_STACK_BYTES) -Wl,--stack-first \
    -sABORTING_MALLOC=0 \
    -sFILESYSTEM=0 \
    -sERROR_ON_UNDEFINED_SYMBOLS=0 -sWARN_ON_UNDEFINED_SYMBOLS=0
# STANDALONE_WASM   a module without Emscripten's JavaScript; --no-entry: a library (_initialize)
# IMPORTED_MEMORY   the host makes the memory and sets this job's maximum
# stack-first       a stack overflow runs into address 0 and traps instead of into data
# ABORTING_MALLOC=0 malloc returns NULL at the limit; a job then ends with MEMORY_LIMIT
# FILESYSTEM=0      there are no files
# UNDEFINED_SYMBOLS emcc does not know our imports rill.read and rill.now;
#                   tools/check-wasm.mjs refuses any other
