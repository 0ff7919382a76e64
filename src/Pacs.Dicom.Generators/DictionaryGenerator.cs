using Microsoft.CodeAnalysis;

namespace Pacs.Dicom.Generators;

/// <summary>
/// Writes the DICOM dictionary of elements.tsv and uids.tsv as constants and as tables in the assembly's read-only
/// data, so that a program that looks nothing up pays nothing for it.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class DictionaryGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var elements = TextOf(context, "elements.tsv");
        context.RegisterSourceOutput(elements, static (output, text) =>
        {
            var rows = ElementRow.ParseTable(text);
            output.AddSource("Tags.g.cs", ElementSource.Tags(rows));
            output.AddSource("ElementTable.g.cs", ElementSource.Table(rows));
        });

        var uids = TextOf(context, "uids.tsv");
        context.RegisterSourceOutput(uids, static (output, text) =>
        {
            var rows = UidRow.ParseTable(text);
            output.AddSource("SopClasses.g.cs", UidSource.SopClasses(rows));
            output.AddSource("TransferSyntaxUids.g.cs", UidSource.TransferSyntaxUids(rows));
            output.AddSource("WellKnownUids.g.cs", UidSource.WellKnownUids(rows));
            output.AddSource("UidTable.g.cs", UidSource.Table(rows));
        });
    }

    // A string compares by value, so an edit elsewhere in the project does not run the generator again.
    private static IncrementalValuesProvider<string> TextOf(
        IncrementalGeneratorInitializationContext context, string name) =>
        context.AdditionalTextsProvider
            .Where(file => string.Equals(Path.GetFileName(file.Path), name, StringComparison.Ordinal))
            .Select(static (AdditionalText file, CancellationToken cancellationToken) =>
                file.GetText(cancellationToken)?.ToString() ?? throw new IOException("cannot read " + file.Path));
}
