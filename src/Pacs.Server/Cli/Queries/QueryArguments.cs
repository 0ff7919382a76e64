using System.CommandLine;
using System.CommandLine.Parsing;
using Pacs.Dicom.Dictionary;
using Pacs.Server.Queries;

namespace Pacs.Server.Cli.Queries;

/// <summary>What the verbs that query or retrieve are told: of which level, by which keys, in which model.</summary>
internal static class QueryArguments
{
    public static readonly Option<QueryLevel> Level = new("--level", "-l")
    {
        Description = "What to look for.",
        HelpName = "PATIENT|STUDY|SERIES|IMAGE",
        DefaultValueFactory = _ => QueryLevel.Study,
        CustomParser = result => OneOf<QueryLevel>(result),
    };

    public static readonly Option<QueryRoot?> Root = new("--root")
    {
        Description = "The information model (default study, and patient at the PATIENT level).",
        HelpName = "PATIENT|STUDY",
        CustomParser = result => OneOf<QueryRoot>(result),
    };

    public static readonly Option<QueryKey[]> Keys = new("--key", "-k")
    {
        Description = "A key to match, without value to ask for: Keyword, gggg,eeee, or Sequence.Keyword. Repeatable.",
        HelpName = "KEY[=VALUE]",
        CustomParser = ParseKeys,
        DefaultValueFactory = _ => [],
    };

    /// <param name="arguments">The command line.</param>
    /// <param name="patientRoot">The SOP class of the patient root model.</param>
    /// <param name="studyRoot">The SOP class of the study root model.</param>
    public static string ModelOf(ParseResult arguments, string patientRoot, string studyRoot)
    {
        var level = arguments.GetValue(Level);
        var root = arguments.GetValue(Root) ?? (level == QueryLevel.Patient ? QueryRoot.Patient : QueryRoot.Study);
        return root == QueryRoot.Patient ? patientRoot : studyRoot;
    }

    public static string FindModelOf(ParseResult arguments) => ModelOf(
        arguments,
        SopClasses.PatientRootQueryRetrieveInformationModelFind,
        SopClasses.StudyRootQueryRetrieveInformationModelFind);

    /// <summary>A retrieval without a key would mean everything: that is nobody's intention.</summary>
    public static void WantsKeys(CommandResult result)
    {
        if (!(result.GetValue(Keys) ?? []).Any(key => key.Text is { Length: > 0 }))
        {
            result.AddError("Say what to retrieve, such as -k StudyInstanceUID=1.2.3.");
        }
    }

    private static TEnum OneOf<TEnum>(ArgumentResult result)
        where TEnum : struct, Enum
    {
        var text = result.Tokens[0].Value;
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase)) return value;
        }

        var names = string.Join(", ", Enum.GetNames<TEnum>().Select(name => name.ToUpperInvariant()));
        result.AddError($"'{text}' is none of {names}.");
        return default;
    }

    private static QueryKey[] ParseKeys(ArgumentResult result)
    {
        var keys = new List<QueryKey>();
        foreach (var token in result.Tokens)
        {
            if (QueryKey.TryParse(token.Value, out var error) is { } key) keys.Add(key);
            else result.AddError(error ?? "");
        }

        return [.. keys];
    }
}
