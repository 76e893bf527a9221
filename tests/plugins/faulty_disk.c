/* The disk between a program and its files, for tests: preloaded (LD_PRELOAD), it numbers every call that changes
 * what lies under one folder, records it, and lets one of them fail, or the process die there.
 *
 * It does what a page of shared memory says (faulty_disk.py maps the same page), so that it can be told anew at any
 * time, in every process that inherits it. Without that page it is not there.
 */
#define _GNU_SOURCE
#include <dlfcn.h> /* dladdr */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum call { WRITE, TRUNCATE, SYNC, CREATE, RENAME, LINK, UNLINK, MKDIR, RMDIR, SYNC_FAILED, REFUSED };
enum fault { NONE, KILL_BEFORE, KILL_AFTER, TORN, SHORT, NO_SPACE, IO_ERROR, LIE, POWER_OFF };

struct page {
  _Atomic uint64_t count;  /* calls so far */
  uint64_t at;             /* the number of the call that meets the fault */
  uint32_t fault;
  uint32_t lasting;        /* whether the fault stays from there on */
  uint32_t among;          /* a bit for each kind of call that a lasting fault meets */
  _Atomic uint32_t dead;   /* the power is off: whoever calls now dies */
  _Atomic uint32_t met;    /* how often the fault was met */
  char root[1024];         /* what is watched lies here */
  char tale[1024];         /* but for this file: writes to it are recorded, not numbered, and always well */
};

struct record {
  uint32_t call, fault;
  uint64_t number, site, offset;
  uint32_t path, target, data, process;
};

struct passage {
  int watched, fault;
  uint64_t number, site;
};

static struct page *page;
static int trace = -1;

__attribute__((constructor)) static void begin(void) {
  const char *name = getenv("FAULTY_DISK");
  if (!name) return;
  char path[1100];
  int descriptor = syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC, 0);
  if (descriptor < 0) abort();
  page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (page == MAP_FAILED) abort();
  syscall(SYS_close, descriptor);
  snprintf(path, sizeof path, "%s.trace", name);
  descriptor = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
  trace = fcntl(descriptor, F_DUPFD_CLOEXEC, 600); /* out of the way of programs that count their descriptors */
  if (trace < 0) abort();
  syscall(SYS_close, descriptor);
  void *frames[2];
  backtrace(frames, 2); /* the first one loads a library */
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static int under_root(const char *path) {
  size_t length = strlen(page->root);
  return length && strncmp(path, page->root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int path_of(int descriptor, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, size - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return path[0] == '/';
}

static const char *absolute(const char *name, char *path, size_t size) {
  if (name[0] == '/') return name;
  if (!getcwd(path, size)) return name;
  size_t length = strlen(path);
  snprintf(path + length, size - length, "/%s", name);
  return path;
}

/* Where in the program a call stands: the way to it within the library that made it. */
static uint64_t site_of(void) {
  void *frames[24];
  int depth = backtrace(frames, 24);
  uint64_t hash = 1469598103934665603ULL;
  Dl_info first = {0}, here;
  for (int i = 2; i < depth; i++) {
    if (!dladdr(frames[i], &here)) break;
    if (!first.dli_fbase) {
      Dl_info ours;
      dladdr((void *)site_of, &ours);
      if (here.dli_fbase == ours.dli_fbase) continue;
      first = here;
    }
    if (here.dli_fbase != first.dli_fbase) break;
    hash = (hash ^ (uint64_t)((char *)frames[i] - (char *)here.dli_fbase)) * 1099511628211ULL;
  }
  return hash;
}

static struct passage cross(enum call call, const char *path) {
  struct passage passage = {0};
  if (!page || !under_root(path)) return passage;
  if (strcmp(path, page->tale) == 0) {
    passage.watched = call == WRITE;
    passage.number = atomic_load(&page->count);
    return passage;
  }
  if (atomic_load(&page->dead)) die();
  passage.watched = 1;
  passage.site = site_of();
  passage.number = atomic_fetch_add(&page->count, 1);
  if (page->fault != NONE &&
      (passage.number == page->at || (page->lasting && passage.number > page->at && page->among >> call & 1))) {
    passage.fault = page->fault;
    atomic_fetch_add(&page->met, 1);
  }
  if (passage.fault == POWER_OFF) atomic_store(&page->dead, 1);
  if (passage.fault == POWER_OFF || passage.fault == KILL_BEFORE) die();
  return passage;
}

static void note(struct passage passage, enum call call, const char *path, const char *target, off_t offset,
                 const void *data, size_t length) {
  if (!passage.watched) return;
  int saved = errno;
  struct record record = {call, passage.fault, passage.number, passage.site, offset,
                          strlen(path), strlen(target), length, getpid()};
  struct iovec parts[] = {{&record, sizeof record}, {(void *)path, record.path},
                          {(void *)target, record.target}, {(void *)data, length}};
  if (syscall(SYS_writev, trace, parts, 4) < 0) abort();
  errno = saved;
}

static void finish(struct passage passage) {
  if (passage.fault == KILL_AFTER || passage.fault == TORN) die();
}

/* Return the errno that this fault gives to a call, or 0. */
static int refused(struct passage passage) {
  if (passage.fault == NO_SPACE) return ENOSPC;
  if (passage.fault == IO_ERROR) return EIO;
  return 0;
}

static int refuse(struct passage passage, const char *path) {
  note(passage, REFUSED, path, "", 0, "", 0);
  errno = refused(passage);
  return -1;
}

/* --- what changes bytes ------------------------------------------------------------------------------------------ */

static ssize_t put(int descriptor, const void *data, size_t length, off_t offset, int positioned) {
  char path[1100];
  struct passage passage = {0};
  if (page && path_of(descriptor, path, sizeof path)) passage = cross(WRITE, path);
  if (refused(passage)) return refuse(passage, path);
  if ((passage.fault == SHORT || passage.fault == TORN) && length > 1) length /= 2;
  if (passage.watched) {
    off_t where = offset;
    struct stat there;
    if (!positioned) where = fcntl(descriptor, F_GETFL) & O_APPEND && !fstat(descriptor, &there)
                                 ? there.st_size : lseek(descriptor, 0, SEEK_CUR);
    note(passage, WRITE, path, "", where, data, length);
  }
  ssize_t done = positioned ? syscall(SYS_pwrite64, descriptor, data, length, offset)
                            : syscall(SYS_write, descriptor, data, length);
  finish(passage);
  return done;
}

ssize_t write(int descriptor, const void *data, size_t length) { return put(descriptor, data, length, 0, 0); }
ssize_t pwrite(int descriptor, const void *data, size_t length, off_t offset) {
  return put(descriptor, data, length, offset, 1);
}
ssize_t pwrite64(int descriptor, const void *data, size_t length, off_t offset) {
  return put(descriptor, data, length, offset, 1);
}

static ssize_t put_all(int descriptor, const struct iovec *parts, int count, off_t offset, int positioned) {
  ssize_t all = 0;
  for (int i = 0; i < count; i++) {
    ssize_t done = put(descriptor, parts[i].iov_base, parts[i].iov_len, offset + all, positioned);
    if (done < 0) return all ? all : done;
    all += done;
    if ((size_t)done < parts[i].iov_len) break;
  }
  return all;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) { return put_all(descriptor, parts, count, 0, 0); }
ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
  return put_all(descriptor, parts, count, offset, 1);
}
ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off_t offset) {
  return put_all(descriptor, parts, count, offset, 1);
}

static int cut(int descriptor, off_t length) {
  char path[1100];
  struct passage passage = {0};
  if (page && path_of(descriptor, path, sizeof path)) passage = cross(TRUNCATE, path);
  if (refused(passage)) return refuse(passage, path);
  note(passage, TRUNCATE, path, "", length, "", 0);
  int done = syscall(SYS_ftruncate, descriptor, length);
  finish(passage);
  return done;
}

int ftruncate(int descriptor, off_t length) { return cut(descriptor, length); }
int ftruncate64(int descriptor, off_t length) { return cut(descriptor, length); }

static int flush(int descriptor, long number) {
  char path[1100];
  struct passage passage = {0};
  if (page && path_of(descriptor, path, sizeof path)) passage = cross(SYNC, path);
  if (refused(passage)) {
    note(passage, SYNC_FAILED, path, "", 0, "", 0);
    return refuse(passage, path);
  }
  if (passage.fault == LIE) {
    note(passage, SYNC_FAILED, path, "", 0, "", 0);
    return 0;
  }
  int done = syscall(number, descriptor);
  note(passage, done ? SYNC_FAILED : SYNC, path, "", 0, "", 0);
  finish(passage);
  return done;
}

int fsync(int descriptor) { return flush(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return flush(descriptor, SYS_fdatasync); }

/* --- what changes names ------------------------------------------------------------------------------------------ */

static int named(enum call call, const char *name, const char *other, int (*act)(const char *, const char *, mode_t),
                 mode_t mode) {
  char path[1100], target[1100];
  const char *whole = absolute(name, path, sizeof path);
  struct passage passage = cross(call, whole);
  if (refused(passage)) return refuse(passage, whole);
  int done = act(name, other, mode);
  if (!done) note(passage, call, whole, *other ? absolute(other, target, sizeof target) : "", 0, "", 0);
  finish(passage);
  return done;
}

static int do_rename(const char *from, const char *to, mode_t mode) {
  (void)mode;
  return syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}
static int do_link(const char *from, const char *to, mode_t mode) {
  (void)mode;
  return syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}
static int do_unlink(const char *name, const char *other, mode_t mode) {
  (void)other, (void)mode;
  return syscall(SYS_unlinkat, AT_FDCWD, name, 0);
}
static int do_mkdir(const char *name, const char *other, mode_t mode) {
  (void)other;
  return syscall(SYS_mkdirat, AT_FDCWD, name, mode);
}
static int do_rmdir(const char *name, const char *other, mode_t mode) {
  (void)other, (void)mode;
  return syscall(SYS_unlinkat, AT_FDCWD, name, AT_REMOVEDIR);
}

int rename(const char *from, const char *to) { return named(RENAME, from, to, do_rename, 0); }
int link(const char *from, const char *to) { return named(LINK, from, to, do_link, 0); }
int unlink(const char *name) { return named(UNLINK, name, "", do_unlink, 0); }
int mkdir(const char *name, mode_t mode) { return named(MKDIR, name, "", do_mkdir, mode); }
int rmdir(const char *name) { return named(RMDIR, name, "", do_rmdir, 0); }

static int open_it(const char *name, int flags, mode_t mode) {
  char path[1100];
  struct stat there;
  const char *whole = page ? absolute(name, path, sizeof path) : name;
  if (!page || !(flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE || !under_root(whole))
    return syscall(SYS_openat, AT_FDCWD, name, flags, mode);
  int is_there = syscall(SYS_newfstatat, AT_FDCWD, name, &there, 0) == 0;
  enum call call = is_there ? TRUNCATE : CREATE;
  if (is_there && !(flags & O_TRUNC)) return syscall(SYS_openat, AT_FDCWD, name, flags, mode);
  struct passage passage = cross(call, whole);
  if (refused(passage)) return refuse(passage, whole);
  int descriptor = syscall(SYS_openat, AT_FDCWD, name, flags, mode);
  if (descriptor >= 0) note(passage, call, whole, "", 0, "", 0);
  finish(passage);
  return descriptor;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    return open_it(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
