namespace Garam.UnitTests.Storage.Directory;

/// <summary>The machine is off: no system call returns any more.</summary>
internal sealed class PowerLossException() : Exception("The power is off");
