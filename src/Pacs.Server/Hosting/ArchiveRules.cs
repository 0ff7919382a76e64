using Microsoft.Extensions.Options;
using Pacs.Archive.Promoting;
using Pacs.Dicom.Dictionary;

namespace Pacs.Server.Hosting;

/// <summary>What no attribute can say of what the archive is to do, whether or not it serves.</summary>
internal sealed class ArchiveRules : IValidateOptions<PacsOptions>
{
    public ValidateOptionsResult Validate(string? name, PacsOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(PacsOptions options)
    {
        foreach (var (number, rule) in options.Compression.Index())
        {
            if (rule.FindFlaw() is { } flaw) yield return $"Pacs:Compression:{number}: {flaw}.";
        }

        foreach (var text in options.PromotedAttributes)
        {
            var flaw = AttributeName.TryParse(text, out var name)
                ? AttributeFilling.FlawOf(name)
                : $"'{text}' names no attribute: a keyword, ggggeeee, or ggggeeee:CREATOR of a private one is wanted";
            if (flaw is not null) yield return $"Pacs:PromotedAttributes: {flaw}.";
        }
    }
}
