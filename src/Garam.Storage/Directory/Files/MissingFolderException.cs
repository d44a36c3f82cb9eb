namespace Garam.Storage.Directory.Files;

/// <summary>The folder of an object was removed, because it was empty, while the object was being made. The writer makes it again.</summary>
internal sealed class MissingFolderException(string path) : IOException($"The directory of {path} is gone");
