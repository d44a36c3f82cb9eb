using System.Text;
using Garam.Protocol.Generator.Emitting;
using Garam.Protocol.Generator.Model;
using Garam.Protocol.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Garam.Protocol.Generator;

/// <summary>
/// Writes the readers and writers of types marked [Message] and [WireStruct]. Each type is parsed into a model that is equal by value, so
/// source is emitted again only after a visible change.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class MessageGenerator : IIncrementalGenerator
{
    /// <summary>Name of a tracked step. Tests follow the steps to prove that unrelated changes cost nothing.</summary>
    public const string MessagesStep = "Messages";

    public const string StructsStep = "Structs";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context, WireNames.MessageAttribute, MessagesStep);
        Register(context, WireNames.StructAttribute, StructsStep);
    }

    private static void Register(IncrementalGeneratorInitializationContext context, string attribute, string step)
    {
        var parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (match, _) => new TypeParser(match).Parse())
            .WithTrackingName(step);
        context.RegisterSourceOutput(parsed, static (output, type) => Emit(output, type));
    }

    private static void Emit(SourceProductionContext output, ParsedType type)
    {
        foreach (var diagnostic in type.Diagnostics)
        {
            output.ReportDiagnostic(diagnostic.ToDiagnostic());
        }

        if (type.Model is { } model)
        {
            output.AddSource(model.HintName, SourceText.From(MessageEmitter.Emit(model), Encoding.UTF8));
        }
    }
}
