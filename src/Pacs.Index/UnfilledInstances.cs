using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Index;

/// <summary>Instances that were held before attributes were promoted, and have not been looked at for their values.</summary>
/// <param name="Names">The attributes.</param>
/// <param name="Wanted">What to read of an instance for them.</param>
/// <param name="Instances">Some of the instances with their keys, in order.</param>
/// <param name="UpTo">The key up to which there are no others.</param>
public sealed record UnfilledInstances(
    IReadOnlyList<AttributeName> Names, TagSet Wanted, IReadOnlyList<(long Key, HeldInstance Instance)> Instances, long UpTo);
