namespace Garam.Client.Security;

public enum ScramHash
{
    Sha256,
    Sha512,
}
