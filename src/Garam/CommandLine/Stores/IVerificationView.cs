using Garam.Verification;
using Garam.Verification.Findings;

namespace Garam.CommandLine.Stores;

/// <summary>How a verification is shown.</summary>
internal interface IVerificationView
{
    /// <summary>One at a time, while the verification runs.</summary>
    void Add(Finding finding);

    void Complete(VerificationReport report);

    /// <summary>It was stopped before its end: shows what was found until then.</summary>
    void Stop();
}
