using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Metering;

namespace Garam.Hosting;

/// <param name="Directory">The store itself.</param>
/// <param name="Objects">What everything else uses; owns the directory.</param>
/// <param name="Health">How its creates end.</param>
internal sealed record OpenedStore(DirectoryObjectStore Directory, IObjectStore Objects, WriteHealth Health);
