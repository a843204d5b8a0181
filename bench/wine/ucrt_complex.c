/* Stand-in for a check under Wine 8, never shipped: the arithmetic of complex numbers that Wine 8 leaves out of
   ucrtbase and numpy asks for, in Microsoft's convention (structures; a long double is a double). Everything else of
   ucrtbase is forwarded to Wine's own, by the list that stand_ins.sh makes. */
#include <complex.h>

typedef struct { double re, im; } double_pair;
typedef struct { float re, im; } float_pair;

static double complex number(double_pair z) { return z.re + z.im * I; }
static double complex number_f(float_pair z) { return z.re + z.im * I; }
static double_pair pair(double complex z) { return (double_pair){creal(z), cimag(z)}; }
static float_pair pair_f(double complex z) { return (float_pair){(float)creal(z), (float)cimag(z)}; }

#define TO_COMPLEX(name) \
    double_pair ucrt_##name(double_pair z) { return pair(name(number(z))); } \
    double_pair ucrt_##name##l(double_pair z) { return pair(name(number(z))); } \
    float_pair ucrt_##name##f(float_pair z) { return pair_f(name(number_f(z))); }
#define TO_REAL(name) \
    double ucrt_##name(double_pair z) { return name(number(z)); } \
    double ucrt_##name##l(double_pair z) { return name(number(z)); } \
    float ucrt_##name##f(float_pair z) { return (float)name(number_f(z)); }

TO_COMPLEX(ccos) TO_COMPLEX(ccosh) TO_COMPLEX(cexp) TO_COMPLEX(clog) TO_COMPLEX(csin) TO_COMPLEX(csinh)
TO_COMPLEX(csqrt) TO_COMPLEX(ctan) TO_COMPLEX(ctanh)
TO_REAL(cabs) TO_REAL(carg) TO_REAL(cimag) TO_REAL(creal)

double_pair ucrt_cpow(double_pair a, double_pair b) { return pair(cpow(number(a), number(b))); }
double_pair ucrt_cpowl(double_pair a, double_pair b) { return pair(cpow(number(a), number(b))); }
float_pair ucrt_cpowf(float_pair a, float_pair b) { return pair_f(cpow(number_f(a), number_f(b))); }
