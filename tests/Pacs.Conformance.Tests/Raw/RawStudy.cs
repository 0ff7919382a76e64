namespace Pacs.Conformance.Tests.Raw;

/// <summary>A study of CT images, fetched byte for byte.</summary>
internal static class RawStudy
{
    /// <summary>By C-GET, in Implicit VR Little Endian: the data sets by their SOP Instance UIDs.</summary>
    public static async Task<Dictionary<string, byte[]>> FetchAsync(int port, string study)
    {
        var request = new RawAssociate(
            new RawContext(1, Uids.StudyRootGet, Uids.ImplicitLittle), new RawContext(3, Uids.CtImage, Uids.ImplicitLittle))
        {
            UserItems = [RawAssociate.Role(Uids.CtImage, scu: false, scp: true)],
        };
        await using var peer = await RawPeer.RequestAsync(port, request);
        var fetched = new Dictionary<string, byte[]>();
        await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(study), message =>
        {
            fetched.Add(message.Command[Tags.AffectedSopInstance]!, message.DataSet!);
            return 0;
        });
        return fetched;
    }
}
