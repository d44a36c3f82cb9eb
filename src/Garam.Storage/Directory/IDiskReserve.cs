using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>
/// Room on the disk for the creates by which deletions are recorded: without it a full disk could never become empty again. Any thread.
/// </summary>
internal interface IDiskReserve
{
    /// <summary>The reserve is in use: only what may use it is written, until there is room for all.</summary>
    bool IsReleased { get; }

    /// <summary>To be asked before every create.</summary>
    /// <exception cref="GaramException">The disk is full, and this create may not use the reserve.</exception>
    void Admit(bool mayUseReserve);

    /// <summary>True when the reserve was given back to the disk, so that it is worth trying again.</summary>
    bool TryRelease();

    /// <summary>False when the reserve is still released because there is too little room.</summary>
    bool TryRestore();
}

/// <summary>Keeps nothing.</summary>
internal sealed class NoDiskReserve : IDiskReserve
{
    internal static readonly NoDiskReserve Instance = new();

    public bool IsReleased => false;

    public void Admit(bool mayUseReserve)
    {
    }

    public bool TryRelease() => false;

    public bool TryRestore() => true;
}
