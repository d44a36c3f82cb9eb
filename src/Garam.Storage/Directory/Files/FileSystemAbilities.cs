namespace Garam.Storage.Directory.Files;

/// <param name="Direct">O_DIRECT: around the page cache.</param>
/// <param name="Unnamed">O_TMPFILE: files that vanish unless they are linked.</param>
internal readonly record struct FileSystemAbilities(bool Direct, bool Unnamed);
