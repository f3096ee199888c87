# Makefile - every task of the repository.  `make help` lists them.
#
#   build/sources/<codec>/        unpacked codec sources (third_party/fetch)
#   build/<variant>/lib*.a        the codecs, as third_party/codecs.mk says, and libscanrill.a: all of src/
#   build/<variant>/rill          the tool for developers, tools/rill.c
#   build/<variant>/unit-tests    tests/unit/*.c
#   build/<variant>/corpus-rows   tests/corpus/*.c
#   build/fuzz/*                  one program for each tests/fuzz/fuzz_*.c
#   wasm/dist/scanrill.wasm       what ships
#
# A variant is native, scalar, asan, fuzz or wasm: the same files, other flags.
#
# Tasks (help, wasm, test, ...) first let tools/setup install what is missing; files are
# then made by a second make, on two cores.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

JOBS ?= 2
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif
MAKEFLAGS += --no-builtin-rules --no-print-directory

include third_party/codecs.mk
include wasm/emcc.mk

# ---- compilers and flags ------------------------------------------------------------

# One compiler for all native builds: the one that emcc 3.1.6 is made of.
CLANG ?= clang-14
CC_native = $(CLANG)
CC_scalar = $(CLANG)
CC_asan = $(CLANG)
CC_fuzz = $(CLANG)
CC_wasm = $(EMCC_ENV) $(EMCC)
AR_native = ar
AR_scalar = ar
AR_asan = ar
AR_fuzz = ar
AR_wasm = $(EMCC_ENV) $(EMAR)

SANITIZE := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all
FLAGS_native := -O2 -g
FLAGS_scalar := -O2 -g -DRILL_SCALAR=1
FLAGS_asan := $(SANITIZE) -fsanitize=address,undefined
FLAGS_fuzz := $(SANITIZE) -fsanitize=fuzzer-no-link,address,undefined
FLAGS_wasm := $(WASM_FLAGS)

# For every file, ours and the codecs'.  No contraction: a * b + c is two roundings
# everywhere.  No path of this machine in an object: two folders build the same bytes.
SAME_BYTES := -ffp-contract=off -ffile-prefix-map=$(CURDIR)=. -ffunction-sections -fdata-sections

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
CODEC_HEADERS := -isystem third_party/config $(addprefix -isystem build/sources/,$(HEADER_FOLDERS))
# HAVE_CONFIG_H: libwebp's internal headers, which its two users read, see config.h too.
# RILL_LIBJPEG_HUFFMAN=1 (after make clean): libjpeg's Huffman decoder instead of ours.
RILL_LIBJPEG_HUFFMAN ?= 0
OUR_FLAGS := -std=c11 $(WARNINGS) -DHAVE_CONFIG_H -DRILL_LIBJPEG_HUFFMAN=$(RILL_LIBJPEG_HUFFMAN) -Isrc $(CODEC_HEADERS) -MMD -MP

# ---- files --------------------------------------------------------------------------

VARIANTS := native scalar asan fuzz wasm
CORE := $(sort $(wildcard src/*.c src/*/*.c))
FUZZERS := $(sort $(wildcard tests/fuzz/fuzz_*.c))

# Programs that every native variant has, and their files beside src/.
PROGRAMS := rill unit-tests corpus-rows zone-plate
FILES_OF_rill := tools/rill.c
FILES_OF_unit-tests := $(sort $(wildcard tests/unit/*.c))
FILES_OF_corpus-rows := $(sort $(wildcard tests/corpus/*.c)) tests/unit/fake_host.c
FILES_OF_zone-plate := tests/registration/zone_plate.c $(patsubst %,tests/unit/%.c,fake_host jpeg_file twin)
# Tests compare with the C library's mathematics; nothing else may use it.
LIBRARIES_OF_unit-tests := -lm
LIBRARIES_OF_zone-plate := -lm

OURS := $(sort $(CORE) $(FUZZERS) $(foreach name,$(PROGRAMS),$(FILES_OF_$(name))) wasm/scanrill_wasm.c $(OWN_LIBC:.o=.c))
FUZZ_PROGRAMS := $(FUZZERS:tests/fuzz/%.c=build/fuzz/%)

# ---- codec sources ------------------------------------------------------------------

SOURCES_READY := $(SOURCES:%=build/sources/%/.ready)

build/sources/%/.ready: third_party/sources.lock third_party/fetch $(wildcard third_party/patches/*)
	@third_party/fetch $* $(@D)

# ---- objects and archives -----------------------------------------------------------

say = @printf '  %-6s %s\n' $(1) $(2)
archive_of = build/$(1)/lib$(2:lib%=%).a

# $(call codec,VARIANT,CODEC)
define codec
OBJECTS_$(1)_$(2) := $$($(2)_FILES:%.c=build/$(1)/$(2)/%.o)

$$(OBJECTS_$(1)_$(2)): build/$(1)/$(2)/%.o: build/sources/$(2)/.ready $$(CODEC_CONFIG) $(WASM_RULES_$(1))
	@mkdir -p $$(@D)
	$$(call say,$(1),$(2)/$$*.c)
	@$$(CC_$(1)) $$(FLAGS_$(1)) $$(CODEC_FLAGS) $$($(2)_FLAGS) $$(SAME_BYTES) $$(ONE_FILE) $$(SPEED) $$(LINK_TIME) $$(INLINING) \
	    -c -o $$@ build/sources/$(2)/$$*.c

$(call archive_of,$(1),$(2)): $$(OBJECTS_$(1)_$(2)) $$($(2)_OURS:%.c=build/$(1)/%.o)
	@rm -f $$@ && $$(AR_$(1)) rcs $$@ $$^
endef

# $(call variant,VARIANT)
define variant
ARCHIVES_$(1) := build/$(1)/libscanrill.a $(foreach name,$(CODECS),$(call archive_of,$(1),$(name)))

build/$(1)/%.o: %.c Makefile $$(CODEC_CONFIG) $(WASM_RULES_$(1)) | $$(SOURCES_READY)
	@mkdir -p $$(@D)
	$$(call say,$(1),$$<)
	@$$(CC_$(1)) $$(FLAGS_$(1)) $$(OUR_FLAGS) $$(SAME_BYTES) $$(SPEED) $$(LINK_TIME) -c -o $$@ $$<

build/$(1)/libscanrill.a: $(CORE:%.c=build/$(1)/%.o)
	@rm -f $$@ && $$(AR_$(1)) rcs $$@ $$^

-include $(OURS:%.c=build/$(1)/%.d)
endef

WASM_RULES_wasm := wasm/emcc.mk
$(foreach name,$(VARIANTS),$(eval $(call variant,$(name))))
$(foreach name,$(VARIANTS),$(foreach codec_name,$(CODECS),$(eval $(call codec,$(name),$(codec_name)))))

$(HOT:%=build/wasm/%): SPEED := $(HOT_FLAGS)
$(OWN_LIBC:%=build/wasm/%): SPEED := $(OWN_LIBC_FLAGS)
$(LINK_TIME_FILES:%.c=build/wasm/%.o): LINK_TIME := $(LINK_TIME_FLAGS)
$(LIBWEBP:%=build/wasm/%): INLINING := $(LIBWEBP_FLAGS)
$(LIBWEBP_KERNELS:%=build/wasm/%): INLINING := $(LIBWEBP_KERNELS_FLAGS)
$(WIDE_BIT_BUFFER:%=build/wasm/libjpeg-turbo/%): ONE_FILE := $(WIDE_BIT_BUFFER_FLAGS)
$(foreach name,$(HUFFMAN_RENAMED),$(VARIANTS:%=build/%/libjpeg-turbo/$(name))): ONE_FILE += $(HUFFMAN_RENAMED_FLAGS)
$(VARIANTS:%=build/%/libjpeg-turbo/jsimd_none.o): ONE_FILE := $(JSIMD_NONE_FLAGS)
$(foreach name,$(VARIANTS),$(SSE2_TOO:%=build/$(name)/libwebp/src/dsp/%.o)): ONE_FILE = $(SSE2_TOO_FLAGS)
$(VARIANTS:%=build/%/zlib/inflate.o): ONE_FILE := $(INFLATE_FLAGS)
$(VARIANTS:%=build/%/libjpeg-turbo/jerror.o): ONE_FILE := -Isrc -include third_party/config/jpeg_without_stdio.h
.PRECIOUS: build/%.o

# ---- programs -----------------------------------------------------------------------

# Our archive and the codecs' need each other: codec_memory.c has the codecs' allocators.
# Where there is no -lm, a call of pow, exp or sin does not link.
link = $(CC_$(1)) $(FLAGS_$(1)) $(2) -Wl,--gc-sections -o $@ $(filter %.o,$^) \
    -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBRARIES_OF_$(@F))

# $(call program,VARIANT,NAME)
define program
build/$(1)/$(2): $(FILES_OF_$(2):%.c=build/$(1)/%.o) $$(ARCHIVES_$(1))
	$$(call say,$(1),$$@)
	@$$(call link,$(1))
endef
$(foreach variant_name,native scalar asan,$(foreach name,$(PROGRAMS),$(eval $(call program,$(variant_name),$(name)))))

$(FUZZ_PROGRAMS): build/fuzz/%: build/fuzz/tests/fuzz/%.o $(ARCHIVES_fuzz)
	$(call say,fuzz,$@)
	@$(call link,fuzz,-fsanitize=fuzzer)

WASM_PARTS := build/wasm/wasm/scanrill_wasm.o $(OWN_LIBC:%=build/wasm/%) $(ARCHIVES_wasm)
link_wasm = $(CC_wasm) $(FLAGS_wasm) $(WASM_LINK_FLAGS) $(1) -o $@ $(filter %.o,$^) -Wl,--start-group $(ARCHIVES_wasm) -Wl,--end-group

build/wasm/scanrill.wasm: $(WASM_PARTS) wasm/exports.txt tools/check-wasm.mjs
	$(call say,wasm,$@)
	@$(call link_wasm)
	@node tools/check-wasm.mjs $@ wasm/exports.txt

# The same with function names, for tools/size.mjs and for profilers.
build/wasm/scanrill.named.wasm: $(WASM_PARTS) wasm/exports.txt
	@$(call link_wasm,--profiling-funcs)

wasm/dist/scanrill.wasm: build/wasm/scanrill.wasm
	@mkdir -p $(@D) && cp $< $@

# Who installs the package must get the licences of what is inside.
wasm/dist/%.txt: %
	@mkdir -p $(@D) && cp $< $@

wasm/dist/%.md: %.md
	@mkdir -p $(@D) && cp $< $@

# For editors of settings files.
wasm/dist/%.json: docs/%.json
	@mkdir -p $(@D) && cp $< $@

# ---- TypeScript ---------------------------------------------------------------------

GENERATED := build/.generated
ts_files = $(shell find $(1) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

$(GENERATED): src/status.def src/request/options.def src/base/limits.h $(wildcard tools/*.mjs tools/generate/* edge-host/viewer/dialects/*.table.mjs)
	@node tools/generate.mjs
	@mkdir -p $(@D) && touch $@

wasm/dist/node.js: $(call ts_files,wasm/src) wasm/package.json wasm/tsconfig.json $(GENERATED)
	$(call say,ts,wasm)
	@cd wasm && npm run --silent build
	@touch $@

edge-host/dist/local/serve.js: $(call ts_files,edge-host) wasm/dist/node.js wasm/dist/scanrill.wasm
	$(call say,ts,edge-host)
	@cd edge-host && npm run --silent build
	@touch $@

# ---- tasks --------------------------------------------------------------------------

# Tasks of one command line run one after the other; the files of each, side by side.
TASKS := help setup native scalar asan wasm npm-package size serve bench cmyk letters resaves test test-all check format fuzz properties corpus \
    browser test-edge faults load reproducible clean
.PHONY: $(TASKS)
ifneq ($(filter $(TASKS),$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# zone-plate is for people who decide the DCT scale; no task needs it.
BUILT := $(filter-out zone-plate,$(PROGRAMS))
NATIVE := $(BUILT:%=build/native/%)
SCALAR := $(BUILT:%=build/scalar/%)
ASAN := $(BUILT:%=build/asan/%)
PACKAGES := wasm/dist/scanrill.wasm wasm/dist/scanrill.schema.json wasm/dist/LICENSE.txt wasm/dist/THIRD_PARTY_NOTICES.md \
    wasm/dist/node.js edge-host/dist/local/serve.js

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing: tools, codec sources, npm packages (the other tasks do it too)
	@tools/setup wasm native test npm lambda

native: ## the native tool, build/native/rill, and the C unit tests
	@tools/setup native
	@$(MAKE) $(NATIVE)

scalar: ## the same without SIMD: the kernels' plain C twins
	@tools/setup native
	@$(MAKE) $(SCALAR)

asan: ## the same with address and undefined-behaviour checks
	@tools/setup native
	@$(MAKE) $(ASAN)

wasm: ## wasm/dist/scanrill.wasm, checked for its imports and exports
	@tools/setup wasm
	@$(MAKE) wasm/dist/scanrill.wasm

npm-package: ## the npm package in wasm/ and the edge host in edge-host/
	@tools/setup wasm npm
	@$(MAKE) $(PACKAGES)

size: wasm ## bytes of scanrill.wasm: raw, gzip, brotli, and by part
	@$(MAKE) build/wasm/scanrill.named.wasm
	@node tools/size.mjs wasm/dist/scanrill.wasm build/wasm/scanrill.named.wasm $(ARCHIVES_wasm)

# The parts of the box: folders and a cache in one process, or a real S3, a real cache and Lambda's own runtime.
SERVE_ = edge-host/dist/local/serve.js
SERVE_real = tests/services/serve.mjs

serve: npm-package ## build all and serve pictures (DIR=folder PORT=8080 DIALECT=cloudflare SETTINGS=file EDGE=real) as CloudFront would
	@$(if $(EDGE),tools/setup lambda services)
	@DIR='$(DIR)' PORT='$(PORT)' DIALECT='$(DIALECT)' SETTINGS='$(SETTINGS)' exec node $(or $(SERVE_$(EDGE)),$(error EDGE must be real or nothing))

load: npm-package ## the function under load, beside AWS's sample flow with sharp (LOAD_REQUESTS=400 LOAD_MEMORY_REQUESTS=100000)
	@tools/setup lambda services
	@bench/install
	@LOAD_REQUESTS='$(LOAD_REQUESTS)' LOAD_MEMORY_REQUESTS='$(LOAD_MEMORY_REQUESTS)' node bench/edge/run.mjs

bench: npm-package ## time, bytes, quality and memory against other libraries (docs/performance.md)
	@bench/install
	@node bench/run.mjs

cmyk: ## how far our colours of printing inks are from sharp's (docs/colour.md)
letters: ## colours of reduced red and blue letters, ours and sharp's
resaves: ## how far a JPEG that is saved ten times drifts, ours and sharp's
cmyk letters resaves:
	@tools/setup native
	@$(MAKE) build/native/rill
	@bench/install
	@node bench/$@.mjs

test: ## everything that must hold; the last line counts it
	@tools/setup wasm native test npm lambda
	@$(MAKE) $(NATIVE) $(SCALAR) $(ASAN) $(FUZZ_PROGRAMS) $(PACKAGES)
	@node tests/run.mjs

test-all: test ## the same, new random examples, real services, the shared corpus, real browsers, and two builds in two folders
	@$(MAKE) properties
	@$(MAKE) corpus
	@$(MAKE) test-edge
	@$(MAKE) faults
	@$(MAKE) browser
	@$(MAKE) reproducible

check: ## formatting, types, include arrows, generated files, no libm, no paths of a machine
	@tools/setup native test npm
	@$(MAKE) $(ARCHIVES_native)
	@tools/check-all

format: ## put the C files into the style that check wants
	@tools/setup test
	@tools/format

fuzz: ## fuzz each decoder and the transform (SECONDS_EACH=60)
	@tools/setup native
	@$(MAKE) build/native/rill $(FUZZ_PROGRAMS)
	@node tests/run.mjs fuzz --seconds $(or $(SECONDS_EACH),60)

properties: ## try the property tests with new random examples (TIMES=5)
	@tools/setup wasm npm
	@$(MAKE) npm-package edge-host/dist/local/serve.js
	@RILL_SEED=random RILL_PROPERTY_TIMES=$(or $(TIMES),5) node tests/run.mjs recipe settings edge-host wasm

corpus: ## run the shared corpus (SCANRILL_CORPUS=folder) and count outcomes by class
	@tools/setup wasm native npm
	@$(MAKE) $(NATIVE) $(PACKAGES)
	@node tests/run.mjs corpus

test-edge: ## the edge on a real S3 (Ceph), with faults between
	@tools/setup wasm npm lambda services
	@$(MAKE) npm-package
	@node tests/run.mjs edge-host edge-services

faults: ## requests while the store fails and functions are killed (REQUESTS=10000 SEED=1)
	@tools/setup wasm npm lambda services
	@$(MAKE) npm-package
	@FAULT_REQUESTS=$(or $(REQUESTS),10000) FAULT_SEED=$(or $(SEED),1) node tests/run.mjs faults

browser: ## the page and the goldens in a real browser
	@tools/setup wasm npm browser
	@$(MAKE) $(PACKAGES)
	@node tests/run.mjs browser

reproducible: ## build scanrill.wasm in two folders and compare the bytes
	@tools/setup wasm
	@tools/check-reproducible

clean: ## remove everything that was built (downloads in the user's cache stay)
	rm -rf build wasm/dist edge-host/dist web-demo/dist
