using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Text;
using Pacs.Server.Queries;

namespace Pacs.Server.Cli.Queries;

/// <summary>The data set of a query or retrieval (PS3.4 §C.4.1.1.3).</summary>
internal static class Identifier
{
    public static DataSet Of(QueryLevel level, IReadOnlyList<QueryKey> keys)
    {
        var identifier = new DataSet();
        if (keys.Any(key => key.Text is { } text && !Ascii.IsValid(text)))
        {
            identifier.Set(Tags.SpecificCharacterSet, Vr.CS, [.. CharacterSet.Utf8.Terms]);
        }

        identifier.Set(Tags.QueryRetrieveLevel, Vr.CS, level.ToString().ToUpperInvariant());
        foreach (var key in keys) key.AddTo(identifier);
        return identifier;
    }
}
