using Garam.Cli.Terminal;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Garam.Configuration;

/// <summary>Reads a YAML file that is one mapping from settings to plain values.</summary>
internal static class YamlSource
{
    /// <summary>Reads the file. Faults of the file itself go to <paramref name="problems"/>.</summary>
    public static IReadOnlyList<SettingValue> Read(string path, ICollection<string> problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(WrittenText.Read(File.OpenRead(path))));
            return stream.Documents.Count == 0 ? [] : Values(path, stream.Documents[0].RootNode, problems);
        }
        catch (YamlException e)
        {
            problems.Add($"{path} line {e.Start.Line}: not valid YAML: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: cannot be read: {e.Message}");
        }

        return [];
    }

    private static List<SettingValue> Values(string path, YamlNode root, ICollection<string> problems)
    {
        var values = new List<SettingValue>();
        if (root is not YamlMappingNode mapping)
        {
            problems.Add($"{path} line {root.Start.Line}: expected lines of the form \"setting: value\".");
            return values;
        }

        foreach (var (key, value) in mapping.Children)
        {
            var origin = $"{path} line {key.Start.Line}";
            if (key is YamlScalarNode { Value: { } name } && value is YamlScalarNode { Value: { } text } scalar)
            {
                if (scalar.Style != ScalarStyle.Plain || !YamlText.IsNull(text))
                {
                    values.Add(new SettingValue(name, text, origin));
                }
                else if (SettingCatalog.Find(name) is null)
                {
                    problems.Add($"{origin}: there is no setting \"{name}\".");
                }
            }
            else if (key is YamlScalarNode { Value: { } list } && ListOf(list, value) is { } several)
            {
                values.Add(new SettingValue(list, several, origin));
            }
            else
            {
                problems.Add($"{origin}: expected a plain value.");
            }
        }

        return values;
    }

    /// <summary>Returns null unless the node is a sequence of plain values, and the setting takes several.</summary>
    private static string? ListOf(string name, YamlNode node) =>
        SettingCatalog.Find(name) is { IsList: true }
        && node is YamlSequenceNode { Children: { Count: > 0 } parts }
        && parts.All(static part => part is YamlScalarNode)
            ? string.Join(',', parts.Select(static part => ((YamlScalarNode)part).Value))
            : null;
}
