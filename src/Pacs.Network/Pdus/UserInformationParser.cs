namespace Pacs.Network.Pdus;

/// <summary>
/// Reads the sub-items of the user information item; those it does not know are ignored (PS3.8 §9.3.1).
/// </summary>
internal static class UserInformationParser
{
    /// <summary>Null when a length lies.</summary>
    public static UserInformation? Parse(ref ItemReader reader)
    {
        var user = new UserInformation();
        List<RoleSelection> roles = [];
        List<ExtendedNegotiation> extended = [];
        List<CommonExtendedNegotiation> common = [];
        while (reader.TryReadItem(out var type, out var item))
        {
            switch (type)
            {
                case ItemType.MaximumLength:
                    user = user with { MaximumLength = item.ReadUInt32() };
                    break;
                case ItemType.ImplementationClassUid:
                    user = user with { ImplementationClassUid = item.ReadRestAsText() };
                    break;
                case ItemType.ImplementationVersionName:
                    user = user with { ImplementationVersionName = item.ReadRestAsText() };
                    break;
                case ItemType.AsyncOperationsWindow:
                    user = user with { AsyncOperationsWindow = new(item.ReadUInt16(), item.ReadUInt16()) };
                    break;
                case ItemType.RoleSelection:
                    roles.Add(new RoleSelection(item.ReadCountedText(), item.ReadByte() == 1, item.ReadByte() == 1));
                    break;
                case ItemType.ExtendedNegotiation:
                    extended.Add(new ExtendedNegotiation(item.ReadCountedText(), item.ReadRest().ToArray()));
                    break;
                case ItemType.CommonExtendedNegotiation:
                    common.Add(ParseCommonExtended(ref item));
                    break;
                case ItemType.UserIdentity:
                    user = user with { UserIdentity = ParseIdentity(ref item) };
                    break;
                case ItemType.UserIdentityResponse:
                    user = user with { UserIdentityResponse = item.ReadCounted().ToArray() };
                    break;
                default:
                    break;
            }

            if (!item.IsValid) return null;
        }

        return reader.IsValid
            ? user with { RoleSelections = roles, ExtendedNegotiations = extended, CommonExtendedNegotiations = common }
            : null;
    }

    private static CommonExtendedNegotiation ParseCommonExtended(ref ItemReader item)
    {
        var sopClass = item.ReadCountedText();
        var serviceClass = item.ReadCountedText();
        var related = new ItemReader(item.ReadCounted());
        List<string> general = [];
        while (related is { IsAtEnd: false, IsValid: true }) general.Add(related.ReadCountedText());
        if (!related.IsValid) item.Skip(int.MaxValue);
        return new CommonExtendedNegotiation(sopClass, serviceClass, general);
    }

    private static UserIdentity ParseIdentity(ref ItemReader item)
    {
        var kind = (UserIdentityKind)item.ReadByte();
        var responseRequested = item.ReadByte() == 1;
        var primary = item.ReadCounted().ToArray();
        return new UserIdentity(kind, responseRequested, primary, item.ReadCounted().ToArray());
    }
}
