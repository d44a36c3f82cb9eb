using Garam.Verification.Findings;

namespace Garam.CommandLine.Stores;

/// <summary>Shows a verification.</summary>
internal interface IVerificationView
{
    /// <summary>Takes one finding at a time while the verification runs.</summary>
    void Add(Finding finding);

    void Complete(VerificationReport report);

    /// <summary>Ends a verification that was stopped early, and shows the findings so far.</summary>
    void Stop();
}
