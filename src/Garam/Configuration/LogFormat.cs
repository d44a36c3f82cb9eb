namespace Garam.Configuration;

public enum LogFormat
{
    Text,
    Json,
}
