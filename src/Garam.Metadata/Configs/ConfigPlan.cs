using Garam.Metadata.Commands.Configs;
using Garam.Protocol;

namespace Garam.Metadata.Configs;

/// <summary>The outcome of checking a request: either the command to submit, or why not.</summary>
public sealed record ConfigPlan(AlterConfigs? Command, ErrorCode Error, string? Message)
{
    internal static ConfigPlan Refused(ErrorCode error, string message) => new(null, error, message);
}
