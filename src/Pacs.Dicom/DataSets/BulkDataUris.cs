using System.Globalization;
using System.Text;

namespace Pacs.Dicom.DataSets;

/// <summary>
/// The URIs of values that were left out (PS3.18 §F.2.6), while a data set is written: a root and the
/// <see cref="ElementPath"/>. Who writes says which item it is in.
/// </summary>
internal sealed class BulkDataUris(string root)
{
    private readonly List<(Tag Sequence, int Item)> _around = [];

    public void Enter(Tag sequence, int item) => _around.Add((sequence, item));

    public void Leave() => _around.RemoveAt(_around.Count - 1);

    public string Of(Tag tag)
    {
        var uri = new StringBuilder(root);
        foreach (var (sequence, item) in _around)
        {
            uri.Append(CultureInfo.InvariantCulture, $"/{sequence.Value:X8}/{item}");
        }

        return uri.Append(CultureInfo.InvariantCulture, $"/{tag.Value:X8}").ToString();
    }
}
