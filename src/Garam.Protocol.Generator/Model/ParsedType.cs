namespace Garam.Protocol.Generator.Model;

/// <summary>The parser's result for one attributed type: a model, or the mistakes in the type.</summary>
internal sealed record ParsedType(MessageModel? Model, EquatableArray<DiagnosticModel> Diagnostics);
