namespace Garam.Protocol.Generator.Model;

/// <summary>What the parser made of one attributed type: a model unless something is wrong with it.</summary>
internal sealed record ParsedType(MessageModel? Model, EquatableArray<DiagnosticModel> Diagnostics);
