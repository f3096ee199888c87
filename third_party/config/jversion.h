/*
 * jversion.h - texts of libjpeg-turbo's own version message, which nothing prints
 *
 * The licences are in THIRD_PARTY_NOTICES.md.
 */
#define JVERSION "6b  27-Mar-1998"
#define JCOPYRIGHT "Copyright (C) 1991-2023 The libjpeg-turbo Project and many others"
#define JCOPYRIGHT_SHORT JCOPYRIGHT
