//! Owner, mode, access lists and extended attributes of a file that takes the place of another one.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, fchown};

/// Gives `new` the owner, mode, access lists and extended attributes of `replaced`.
///
/// Owner and group are kept as far as the system lets us: a run as root must not take files away from
/// those who edit them, and other users cannot give files away.
///
/// # Errors
/// When the mode, an access list or an attribute of the user cannot be kept: the new file would be open to
/// others, or lack attributes that were stored with it.
pub(super) fn keep(new: &File, replaced: &File) -> io::Result<()> {
    let metadata = replaced.metadata()?;
    keep_owner(new, &metadata);
    // An access list comes after the mode, which would change its mask.
    new.set_permissions(metadata.permissions())?;
    extended::keep(new, replaced)
}

fn keep_owner(new: &File, replaced: &Metadata) {
    let Ok(now) = new.metadata() else { return };
    if (now.uid(), now.gid()) == (replaced.uid(), replaced.gid()) {
        return;
    }
    // A user who may not give a file away may still be able to keep its group.
    let both = fchown(new, Some(replaced.uid()), Some(replaced.gid()));
    let _ = both.or_else(|_| fchown(new, None, Some(replaced.gid())));
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod extended {
    use std::ffi::CStr;
    use std::fs::File;
    use std::io;

    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr};
    use rustix::io::Errno;

    /// The access list of a file on Linux.
    const ACCESS_LIST: &CStr = c"system.posix_acl_access";

    /// The largest value and the longest list of names that Linux allows: 64 KiB.
    const LIMIT: usize = 64 * 1024;

    pub(super) fn keep(new: &File, replaced: &File) -> io::Result<()> {
        // A folder can give each new file an access list that the replaced file does not have.
        match fremovexattr(new, ACCESS_LIST) {
            Err(Errno::NODATA | Errno::NOTSUP) => {}
            removed => removed?,
        }
        let mut names = vec![0; LIMIT];
        let length = match flistxattr(replaced, names.as_mut_slice()) {
            Err(Errno::NOTSUP) => return Ok(()),
            length => length?,
        };
        if length == 0 {
            return Ok(());
        }
        let mut value = vec![0; LIMIT];
        for name in names[..length].split_inclusive(|byte| *byte == 0) {
            let Ok(name) = CStr::from_bytes_with_nul(name) else {
                continue;
            };
            let kept = copy(new, replaced, name, &mut value);
            match kept {
                // The system sets and guards its own: labels and capabilities.
                Err(_) if is_of_the_system(name) => {}
                // Removed since the names were listed.
                Err(Errno::NODATA) => {}
                kept => kept?,
            }
        }
        Ok(())
    }

    fn copy(new: &File, replaced: &File, name: &CStr, value: &mut [u8]) -> Result<(), Errno> {
        let length = fgetxattr(replaced, name, &mut *value)?;
        fsetxattr(new, name, &value[..length], XattrFlags::empty())
    }

    fn is_of_the_system(name: &CStr) -> bool {
        !name.to_bytes().starts_with(b"user.") && name != ACCESS_LIST
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod extended {
    pub(super) fn keep(_new: &std::fs::File, _replaced: &std::fs::File) -> std::io::Result<()> {
        Ok(())
    }
}
