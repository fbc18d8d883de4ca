#pragma once

/**
 * Compiles a function for the widest vectors of several processors; which one runs is chosen when the library is loaded. By
 * what a processor has ("fma" comes with vectors of 256 bits): "arch=haswell" would be chosen on a Haswell and no later one.
 * The vectors change no bit of a result.
 */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__linux__)
#define FOR_EVERY_PROCESSOR __attribute__((target_clones("avx512f", "fma", "default")))
#else
#define FOR_EVERY_PROCESSOR
#endif
