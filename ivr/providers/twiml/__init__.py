"""The dialect of XML and forms that several telephone companies share, each with words of its own."""
